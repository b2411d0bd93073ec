package dev.hibi.cli.kqi;

import dev.hibi.client.api.AccountApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi account}. */
@Command(
    name = "account",
    description = "Who is logged in, and in which tenant.",
    addMethodSubcommands = false)
final class AccountCommand extends Group {
  private static final List<String> TENANT = List.of("id", "name", "selected", "default");

  @Command(
      name = "get",
      description = {
        "Shows who is logged in, and the tenants to choose from.",
        "Example: hibi kqi account get --json"
      })
  int get(@Mixin Platform platform, @Mixin Output output) throws IOException {
    AccountApi.Account account = platform.client().account().get();
    long selected = account.selectedTenant().map(AccountApi.Tenant::id).orElse(0L);
    List<List<?>> tenants = new ArrayList<>();
    for (AccountApi.Tenant tenant : account.tenants()) {
      tenants.add(
          List.of(
              tenant.id(),
              tenant.displayName(),
              new Output.Mark(tenant.id() == selected),
              new Output.Mark(tenant.isDefault())));
    }
    output.words(out()).printf("%s%n", account.userName());
    Output.table(output.words(out()), TENANT, tenants);
    output.json(
        out(),
        List.of("user", "tenant", "tenants"),
        List.of(account.userName(), selected, Output.objects(TENANT, tenants)));
    return 0;
  }

  @Command(
      name = "switch-tenant",
      description = {
        "Makes another tenant the login's: keeps a token for it in the login's file.",
        "Example: hibi kqi account switch-tenant 2"
      })
  int switchTenant(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", description = "One of the user's tenants.") long id)
      throws IOException {
    AccountApi.Login login =
        platform.client().account().switchTenant(id, new AccountApi.Lifetime(Optional.empty()));
    platform.keep(login.token());
    out().printf("tenant %d (%s)%n", login.tenantId(), login.tenantName());
    return 0;
  }
}
