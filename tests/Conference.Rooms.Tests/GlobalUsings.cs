global using Conference.Rooms.Model;
global using Conference.Rooms.Storage;
global using Conference.Testing;
