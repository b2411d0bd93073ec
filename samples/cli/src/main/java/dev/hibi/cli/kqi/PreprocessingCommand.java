package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.PreprocessingApi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hibi kqi preprocessing}. */
@Command(
    name = "preprocessing",
    description = "Preprocessings: programs that make data of data.",
    addMethodSubcommands = false)
final class PreprocessingCommand extends PreprocessingHistoryCommands {
  @Command(
      name = "create",
      sortOptions = false,
      description = {
        "Registers a preprocessing. Prints its id.",
        "Example: hibi kqi preprocessing create cut --image hibi:latest --entry-point ./cut.sh"
            + " --repository inspection/cut"
      })
  int create(
      @Parameters(paramLabel = "NAME", description = "Its name.") String name,
      @Mixin ImageOptions image,
      @Mixin SourceOptions source,
      @Mixin ResourceOptions resources,
      @Option(names = "--memo", description = "A memo.") @Nullable String memo,
      @Mixin Platform platform)
      throws IOException {
    PreprocessingApi.Create request = request(platform, name, image, source, resources, memo);
    out().println(platform.client().preprocessings().create(request).id());
    return 0;
  }

  private static PreprocessingApi.Create request(
      Platform platform,
      String name,
      ImageOptions image,
      SourceOptions source,
      ResourceOptions resources,
      @Nullable String memo) {
    PreprocessingApi.Create.Builder request = PreprocessingApi.Create.builder(name);
    image.into(platform, request);
    source.into(platform, request);
    resources.into(platform, request);
    Optional.ofNullable(memo).ifPresent(request::memo);
    return request.build();
  }

  @Command(
      name = "update",
      sortOptions = false,
      description = {
        "Gives a preprocessing that was never used another program: all of it is said anew.",
        "Example: hibi kqi preprocessing update 1 --name cut --image hibi:2 --entry-point ./cut.sh"
      })
  int update(
      @Parameters(paramLabel = "ID", description = "The preprocessing.") long id,
      @Option(names = "--name", required = true, description = "Its name.") String name,
      @Mixin ImageOptions image,
      @Mixin SourceOptions source,
      @Mixin ResourceOptions resources,
      @Option(names = "--memo", description = "A memo.") @Nullable String memo,
      @Mixin Platform platform)
      throws IOException {
    PreprocessingApi.Create request = request(platform, name, image, source, resources, memo);
    platform.client().preprocessings().replace(id, request);
    return 0;
  }

  @Command(
      name = "update-meta-info",
      sortOptions = false,
      description = {
        "Changes what may change of a preprocessing that was used; what is not said stays.",
        "Example: hibi kqi preprocessing update-meta-info 1 --memory 8"
      })
  int updateMetaInfo(
      @Parameters(paramLabel = "ID", description = "The preprocessing.") long id,
      @Mixin EditOptions edit,
      @Option(names = "--cpu", paramLabel = "N", description = "Cores.") @Nullable Integer cpu,
      @Option(names = "--memory", paramLabel = "GB", description = "Memory.")
          @Nullable Integer memory,
      @Option(names = "--gpu", paramLabel = "N", description = "GPUs.") @Nullable Integer gpu,
      @Mixin Platform platform)
      throws IOException {
    EditOptions.require(platform, edit.isSaid() || cpu != null || memory != null || gpu != null);
    PreprocessingApi.Edit changes =
        edit.apply(
            platform,
            PreprocessingApi.Edit.nothing(),
            PreprocessingApi.Edit::name,
            PreprocessingApi.Edit::memo,
            PreprocessingApi.Edit::clearMemo);
    if (cpu != null) {
      platform.atLeast(1, "cpu", cpu);
      changes = changes.cpu(cpu);
    }
    if (memory != null) {
      platform.atLeast(1, "memory", memory);
      changes = changes.memory(memory);
    }
    if (gpu != null) {
      platform.atLeast(0, "gpu", gpu);
      changes = changes.gpu(gpu);
    }
    platform.client().preprocessings().edit(id, changes);
    return 0;
  }

  @Command(
      name = "list",
      description = {
        "Lists preprocessings, the latest first.",
        "Example: hibi kqi preprocessing list"
      })
  int list(
      @Mixin Platform platform, @Mixin Output output, @Mixin ListFilter filter, @Mixin Limit limit)
      throws IOException {
    PreprocessingApi.Query query =
        filter.apply(
            platform,
            PreprocessingApi.Query.all(),
            PreprocessingApi.Query::id,
            PreprocessingApi.Query::name,
            PreprocessingApi.Query::memo,
            PreprocessingApi.Query::createdAt);
    List<List<?>> rows = new ArrayList<>();
    limit
        .of(
            platform.client().preprocessings().stream(query.pageSize(limit.pageSize(platform))),
            platform,
            err())
        .forEach(
            one ->
                rows.add(
                    List.of(one.id(), one.name(), one.createdAt(), one.createdBy(), one.memo())));
    output.rows(out(), List.of("id", "name", "created", "by", "memo"), rows);
    return 0;
  }

  @Command(
      name = "get",
      description = {"Shows a preprocessing.", "Example: hibi kqi preprocessing get 1 --json"})
  int get(
      @Mixin Platform platform,
      @Mixin Output output,
      @Parameters(paramLabel = "ID", description = "The preprocessing.") long id)
      throws IOException {
    PreprocessingApi.Details one = platform.client().preprocessings().get(id);
    output.fields(
        out(),
        List.of(
            "id",
            "name",
            "created",
            "by",
            "locked",
            "image",
            "repository",
            "entry point",
            "cpu",
            "memory",
            "gpu",
            "memo"),
        List.of(
            one.id(),
            one.name(),
            one.createdAt(),
            one.createdBy(),
            one.isLocked(),
            one.containerImage().map(ImageOptions::text),
            one.gitModel().map(git -> git.owner() + "/" + git.repository()),
            one.entryPoint(),
            one.cpu(),
            one.memory(),
            one.gpu(),
            one.memo()));
    return 0;
  }

  @Command(
      name = "delete",
      description = {
        "Deletes preprocessings that were never used.",
        "Example: hibi kqi preprocessing delete 1"
      })
  int delete(
      @Mixin Platform platform,
      @Parameters(paramLabel = "ID", arity = "1..*", description = "The preprocessings.")
          List<Long> ids)
      throws IOException {
    KamonohashiClient client = platform.client();
    ids.forEach(client.preprocessings()::delete);
    return 0;
  }
}
