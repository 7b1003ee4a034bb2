global using System.Net;
global using System.Net.Http.Json;
global using Conference.Rooms.Model;
global using Conference.Rooms.Storage;
global using Conference.Testing;
