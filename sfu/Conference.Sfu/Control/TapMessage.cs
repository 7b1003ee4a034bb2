namespace Conference.Sfu.Control;

public abstract record TapMessage;
