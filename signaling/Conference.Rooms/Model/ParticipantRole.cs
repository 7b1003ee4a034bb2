namespace Conference.Rooms.Model;

public enum ParticipantRole
{
    Student,
    Teacher,
}
