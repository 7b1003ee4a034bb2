using Conference.Rooms.Model;
using Microsoft.AspNetCore.Identity;

namespace Conference.Web.Accounts;

/// <summary>Refuses a password that is the person's own name or address, the first thing that is guessed.</summary>
internal sealed class NotOneself : IPasswordValidator<Person>
{
    public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user, string? password)
    {
        var email = user.Email ?? "";
        string[] guesses = [email, email.Split('@')[0], user.Name, user.Name.Replace(" ", "", StringComparison.Ordinal)];
        return Task.FromResult(guesses.Any(guess => guess.Equals(password, StringComparison.OrdinalIgnoreCase))
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordIsOneself", Description = "The password is the name or the address." })
            : IdentityResult.Success);
    }
}
