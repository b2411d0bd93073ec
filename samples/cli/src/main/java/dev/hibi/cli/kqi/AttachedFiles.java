package dev.hibi.cli.kqi;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataApi.StoredFile;
import dev.hibi.client.api.TrainingApi.AttachedFile;
import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.StorageUpload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Files that users attach to jobs: sent and registered, shown, found by name and deleted. */
final class AttachedFiles {
  private AttachedFiles() {}

  /** Which of the files that a job or data have. */
  static final class Chosen {
    @Parameters(index = "0", paramLabel = "ID", description = "What has them.")
    private long owner;

    @Parameters(
        index = "1..*",
        arity = "0..*",
        paramLabel = "NAME",
        description = "The files, by name.")
    private @Nullable List<String> names;

    @Option(
        names = "--file-id",
        paramLabel = "ID",
        description = "A file by the platform's id; again for another.")
    private @Nullable List<Long> ids;

    /** The id of the job or data. */
    long owner() {
      return owner;
    }

    /**
     * Deletes what was chosen.
     *
     * @param where such as {@code training 5}
     * @param files what there is
     * @throws IOException if there is no file of a name; nothing is deleted then
     */
    <F> void delete(
        Platform platform,
        String where,
        Supplier<List<F>> files,
        Function<F, String> nameOf,
        Function<F, Long> idOf,
        Consumer<Long> delete)
        throws IOException {
      if (names == null && ids == null) {
        throw platform.wrong("no file: expected NAME or --file-id, found neither");
      }
      List<Long> chosen = new ArrayList<>(ids == null ? List.of() : ids);
      for (String name : names == null ? List.<String>of() : names) {
        chosen.add(
            files.get().stream()
                .filter(file -> nameOf.apply(file).equals(name))
                .map(idOf)
                .findFirst()
                .orElseThrow(
                    () ->
                        new IOException(
                            "not found: expected a file '%s', found none (%s)"
                                .formatted(name, where))));
      }
      chosen.forEach(delete);
    }
  }

  /** Prints those of a job, and what it has written. */
  static void print(
      PrintWriter out, Output output, List<AttachedFile> attached, Stream<OutputFile> written)
      throws IOException {
    List<List<?>> rows = new ArrayList<>();
    attached.forEach(
        file -> rows.add(List.of("attached", file.fileName(), Optional.empty(), Optional.empty())));
    written.forEach(
        file -> rows.add(List.of("output", file.path(), file.size(), file.lastModified())));
    output.rows(out, List.of("kind", "path", "bytes", "modified"), rows);
  }

  /** Sends files and registers them; prints the platform's id of each. */
  static void send(
      KamonohashiClient client,
      String type,
      List<Path> files,
      Function<StoredFile, AttachedFile> register,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    List<StoredFile> sent;
    try (TransferBar bar = new TransferBar(err)) {
      sent = StorageUpload.of(client, type, bar).send(files);
    }
    sent.forEach(file -> out.println(register.apply(file).fileId()));
  }
}
