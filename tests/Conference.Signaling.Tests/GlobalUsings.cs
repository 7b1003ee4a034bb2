global using Conference.Rooms.Model;
global using Conference.Rooms.Storage;
global using Conference.Sfu.Control;
global using Conference.Signaling.Joining;
global using Conference.Signaling.Live;
global using Conference.Signaling.Messages;
global using Conference.Testing;
global using Conference.Testing.Lectures;
