package dev.hibi.cli.kqi;

import dev.hibi.client.api.TenantApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi tenant}. */
@Command(
    name = "tenant",
    description = "Tenants, for administrators.",
    addMethodSubcommands = false)
final class TenantCommand extends Group {
  /** What a tenant may use. */
  static final class Settings {
    @Option(names = "--display-name", required = true, description = "The name that people see.")
    private String displayName = "";

    @Option(
        names = "--git",
        paramLabel = "ID",
        required = true,
        description = "A Git endpoint; again for another.")
    private List<Long> gits = List.of();

    @Option(names = "--default-git", paramLabel = "ID", description = "Of jobs that name none.")
    private @Nullable Long defaultGit;

    @Option(
        names = "--registry",
        paramLabel = "ID",
        required = true,
        description = "A registry; again for another.")
    private List<Long> registries = List.of();

    @Option(
        names = "--default-registry",
        paramLabel = "ID",
        description = "Of jobs that name none.")
    private @Nullable Long defaultRegistry;

    @Option(names = "--storage", paramLabel = "ID", required = true, description = "The storage.")
    private long storage;

    @Option(
        names = "--user-group",
        paramLabel = "ID",
        description = "A group of LDAP whose users belong to it; again for another.")
    private List<Long> userGroups = List.of();

    private TenantApi.Settings settings() {
      TenantApi.Settings.Builder builder =
          TenantApi.Settings.builder(displayName, gits, registries, storage)
              .userGroupIds(userGroups);
      if (defaultGit != null) {
        builder.defaultGitId(defaultGit);
      }
      if (defaultRegistry != null) {
        builder.defaultRegistryId(defaultRegistry);
      }
      return builder.build();
    }
  }

  @Command(
      name = "list",
      description = {"Lists all tenants.", "Example: hibi kqi tenant list"})
  int list(@Mixin Platform platform, @Mixin Output output) throws IOException {
    List<List<?>> rows = new ArrayList<>();
    for (TenantApi.Summary tenant : platform.client().tenants().list()) {
      rows.add(List.of(tenant.id(), tenant.name(), tenant.displayName(), tenant.storagePath()));
    }
    output.rows(out(), List.of("id", "name", "display name", "storage path"), rows);
    return 0;
  }

  @Command(
      name = "get",
      description = {"Shows a tenant.", "Example: hibi kqi tenant get 2 --json"})
  int get(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The tenant.") long id)
      throws IOException {
    TenantApi.Details tenant = platform.client().tenants().get(id);
    output.fields(
        out(),
        List.of(
            "id",
            "name",
            "display name",
            "storage",
            "storage path",
            "gits",
            "default git",
            "registries",
            "default registry",
            "endless notebooks",
            "user groups"),
        List.of(
            tenant.id(),
            tenant.name(),
            tenant.displayName(),
            tenant.storageId(),
            tenant.storagePath(),
            tenant.gitIds(),
            tenant.defaultGitId(),
            tenant.registryIds(),
            tenant.defaultRegistryId(),
            tenant.availableInfiniteTimeNotebook(),
            tenant.userGroupIds()));
    return 0;
  }

  @Command(
      name = "create",
      sortOptions = false,
      description = {
        "Makes a tenant. Prints its id.",
        "Example: hibi kqi tenant create bridges --display-name Bridges --git 1 --registry 1"
            + " --storage 1"
      })
  int create(
      @Parameters(paramLabel = "NAME", description = "Its name.") String name,
      @Mixin Settings settings,
      @Mixin Platform platform)
      throws IOException {
    TenantApi.Settings said = settings.settings();
    TenantApi.Create request =
        new TenantApi.Create(
            said.displayName(),
            said.defaultGitId(),
            said.gitIds(),
            said.defaultRegistryId(),
            said.registryIds(),
            said.storageId(),
            said.availableInfiniteTimeNotebook(),
            said.userGroupIds(),
            name);
    out().println(platform.client().tenants().create(request).id());
    return 0;
  }

  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Changes a tenant: all of its settings are said anew.",
        "Example: hibi kqi tenant update 2 --display-name Bridges --git 1 --registry 1 --storage 1"
      })
  int update(
      @Parameters(paramLabel = "ID", description = "The tenant.") long id,
      @Mixin Settings settings,
      @Mixin Platform platform)
      throws IOException {
    platform.client().tenants().replace(id, settings.settings());
    return 0;
  }

  @Command(
      name = "delete",
      description = {
        "Deletes a tenant with all it has. Prints the platform's warning, if there is one.",
        "Example: hibi kqi tenant delete 2"
      })
  int delete(
      @Mixin Platform platform, @Parameters(paramLabel = "ID", description = "The tenant.") long id)
      throws IOException {
    String warning = platform.client().tenants().delete(id).containerWarnMsg();
    if (!warning.isEmpty()) {
      out().println(warning);
    }
    return 0;
  }
}
