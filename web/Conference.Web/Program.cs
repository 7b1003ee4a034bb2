using Conference.Web;

return await ConferenceProgram.RunAsync(args);
