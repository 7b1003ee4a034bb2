using Conference.Rooms.Model;
using Conference.Web.Api;
using Microsoft.AspNetCore.Identity;

namespace Conference.Web.Accounts;

/// <summary>Checks a password and hands out the cookie.</summary>
internal sealed class SignIn(UserManager<Person> people, SignInManager<Person> signIn, IPasswordHasher<Person> hasher)
{
    private static readonly Person Nobody = new() { Name = "" };
    private static string? _nobodysHash;

    /// <returns>The person, or why not: <see cref="ApiErrors.WrongPassword"/> or <see cref="ApiErrors.LockedOut"/>.</returns>
    public async Task<(Person? Person, ApiError? Error)> WithPasswordAsync(string? email, string? password)
    {
        if (string.IsNullOrEmpty(password) || password.Length > AccountServices.MaxPassword || Inputs.Email(email) is not { } address)
            return (null, ApiErrors.WrongPassword);
        if (await people.FindByEmailAsync(address) is not { } person)
        {
            // The same work as for a real account: the time of the answer must not tell who has one.
            _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
            hasher.VerifyHashedPassword(Nobody, _nobodysHash, password);
            return (null, ApiErrors.WrongPassword);
        }

        var result = await signIn.CheckPasswordSignInAsync(person, password, lockoutOnFailure: true);
        if (!result.Succeeded) return (null, result.IsLockedOut ? ApiErrors.LockedOut : ApiErrors.WrongPassword);
        await signIn.SignInAsync(person, isPersistent: true);
        return (person, null);
    }

    /// <summary>For an account that was just made.</summary>
    public Task AsAsync(Person person) => signIn.SignInAsync(person, isPersistent: true);

    public Task OutAsync() => signIn.SignOutAsync();
}
