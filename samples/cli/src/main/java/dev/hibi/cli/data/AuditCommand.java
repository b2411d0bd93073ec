package dev.hibi.cli.data;

import dev.hibi.cli.option.DataSources;
import dev.hibi.cli.option.HtmlOption;
import dev.hibi.cli.option.Inputs;
import dev.hibi.cli.option.JsonOption;
import dev.hibi.dataset.ZipImageFolder;
import dev.hibi.dataset.audit.AuditHtml;
import dev.hibi.dataset.audit.AuditReport;
import dev.hibi.dataset.audit.DatasetAudit;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hibi dataset audit}. */
@Command(
    name = "audit",
    sortOptions = false,
    description = "Looks for what is wrong with data before a model is trained on it.")
final class AuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private DataSources sources = new DataSources();

  /** What {@code --fail-on} names. */
  enum Fault {
    LEAKS,
    CONFLICTS,
    UNREADABLE;

    boolean isIn(AuditReport report) {
      return switch (this) {
        case LEAKS -> !report.leaks().isEmpty();
        case CONFLICTS -> !report.conflicts().isEmpty();
        case UNREADABLE -> !report.unreadable().isEmpty();
      };
    }
  }

  @Option(
      names = "--train",
      paramLabel = "ZIP|DIR",
      required = true,
      arity = "1..*",
      description = "Images that a model learns from: zip archives, folders of either.")
  private List<Path> train = List.of();

  @Option(
      names = "--test",
      paramLabel = "ZIP|DIR",
      arity = "1..*",
      description = "Images that it is tested on.")
  private List<Path> test = List.of();

  @Mixin private JsonOption json = new JsonOption();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write the report there as a page with pictures.")
  private @Nullable Path html;

  @Option(
      names = "--fail-on",
      paramLabel = "FAULT",
      split = ",",
      description = "Exit with code 1 if there are any: leaks, conflicts, unreadable.")
  private Set<Fault> faults = Set.of();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter notes = json.words(out);
    Inputs.requireNoOption(spec, train);
    Inputs.requireNoOption(spec, test);
    requireOtherFiles();
    try (ZipImageFolder first = open("train", train, notes);
        @Nullable ZipImageFolder second = test.isEmpty() ? null : open("test", test, notes)) {
      DatasetAudit.Builder builder = DatasetAudit.builder().split("train", first);
      if (second != null) {
        builder.split("test", second);
      }
      DatasetAudit audit = builder.listener(AuditText.progress(notes)).build();
      AuditReport report = audit.run();
      if (html != null) {
        AuditHtml.write(report, audit, html);
      }
      AuditText.print(report, notes);
      json.write(out, writer -> writer.write(report.toJson()));
      return faults.stream().anyMatch(fault -> fault.isIn(report))
          ? CommandLine.ExitCode.SOFTWARE
          : 0;
    }
  }

  private void requireOtherFiles() throws IOException {
    List<Path> inputs = Stream.concat(train.stream(), test.stream()).toList();
    Inputs.requireNone(spec, "--json", json.file(), inputs);
    if (html != null) {
      HtmlOption.requirePage(spec, html, inputs, json.file());
      HtmlOption.requireFolder(spec, html);
    }
  }

  private ZipImageFolder open(String name, List<Path> paths, PrintWriter notes) throws IOException {
    return DataSources.open(name, paths, sources.builder(), notes, spec.commandLine().getErr());
  }
}
