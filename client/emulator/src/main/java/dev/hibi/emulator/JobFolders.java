package dev.hibi.emulator;

import com.google.gson.JsonObject;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a job finds in its container: folders and environment. */
final class JobFolders {
  private final Path root;
  private final Storage storage;
  private final Tokens tokens;
  private final Map<String, Path> repositories;
  private volatile String server = "";

  JobFolders(Path root, Storage storage, Tokens tokens, Map<String, Path> repositories) {
    this.root = root;
    this.storage = storage;
    this.tokens = tokens;
    this.repositories = Map.copyOf(repositories);
  }

  /** Where the API listens. */
  void server(String address) {
    this.server = address;
  }

  /** The folder that stands for {@code /} of a job. */
  Path of(long id) {
    return root.resolve(Long.toString(id));
  }

  Path output(long id) {
    return of(id).resolve("kqi").resolve("output");
  }

  Path attached(long id) {
    return of(id).resolve("kqi").resolve("attach");
  }

  /** Lays everything out. */
  EmulatedJob make(
      Caller caller, JsonObject job, JsonObject meta, List<DataSetCalls.InputFile> input)
      throws IOException {
    long id = job.get("id").getAsLong();
    Path kqi = of(id).resolve("kqi");
    for (String folder : List.of("input", "output", "attach", "parent", "tmp")) {
      Files.createDirectories(kqi.resolve(folder));
    }
    for (DataSetCalls.InputFile file : input) {
      place(
          storage.file("Data/" + file.storedPath()),
          inside(kqi.resolve("input"), file.path()),
          job.get("localDataSet").getAsBoolean());
    }
    WholeFiles.writeFile(
        kqi.resolve("input").resolve("meta.json"), WholeFiles.text(meta.toString()));
    source(job, kqi.resolve("git"));
    parents(job, kqi.resolve("parent"));
    return new EmulatedJob(
        id,
        Records.text(job, "entryPoint"),
        of(id),
        demand("training-" + id, caller, job),
        environment(caller, job));
  }

  /** What a request asks of the cluster. */
  static Cluster.Demand demand(String container, Caller caller, JsonObject body) {
    return new Cluster.Demand(
        container,
        caller.tenantId(),
        caller.user(),
        (int) Call.requiredNumber(body, "cpu"),
        (int) Call.requiredNumber(body, "memory"),
        (int) Math.max(0, Call.requiredNumber(body, "gpu")), // less than none is left out
        Records.text(body, "partition"));
  }

  private static Path inside(Path folder, String path) throws IOException {
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("bad file name: expected one that stays inside, found " + path);
    }
    return file;
  }

  /** A link as on the platform, or a copy where there are no links. */
  private static void place(Path stored, Path file, boolean copy) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    if (!copy) {
      try {
        Files.createSymbolicLink(file, stored);
        return;
      } catch (UnsupportedOperationException | FileSystemException e) {
        Files.deleteIfExists(file); // no links here: a copy
      }
    }
    Files.copy(stored, file);
  }

  private void source(JsonObject job, Path git) throws IOException {
    JsonObject source = job.getAsJsonObject("gitModel");
    Path repository =
        repositories.get(Records.text(source, "owner") + "/" + Records.text(source, "repository"));
    if (repository == null) {
      Files.createDirectories(git);
    } else {
      Trees.copy(repository, git);
    }
  }

  private void parents(JsonObject job, Path parent) throws IOException {
    List<Long> ids = Records.ids(job, "parentIds");
    for (long id : ids) {
      Trees.copy(output(id), ids.size() == 1 ? parent : parent.resolve(Long.toString(id)));
    }
  }

  private Map<String, String> environment(Caller caller, JsonObject job) {
    Map<String, String> variables = new TreeMap<>();
    JsonObject options = job.getAsJsonObject("options");
    options.keySet().forEach(name -> variables.put(name, options.get(name).getAsString()));
    JsonObject source = job.getAsJsonObject("gitModel");
    String repository =
        Records.text(source, "owner") + "/" + Records.text(source, "repository") + ".git";
    String id = Long.toString(job.get("id").getAsLong());
    variables.put("TRAINING_ID", id);
    variables.put("DATASET_ID", Long.toString(job.get("dataSetId").getAsLong()));
    variables.put(
        "PARENT_ID",
        String.join(",", Records.ids(job, "parentIds").stream().map(String::valueOf).toList()));
    variables.put("MODEL_REPOSITORY", "http://git.invalid/" + repository);
    variables.put("MODEL_REPOSITORY_URL", "http://git.invalid/" + repository);
    variables.put("MODEL_REPOSITORY_TOKEN", "");
    variables.put("COMMIT_ID", Records.text(source, "commitId"));
    variables.put("KQI_SERVER", server);
    variables.put("KQI_TOKEN", tokens.issue(caller.user(), caller.tenantId(), Tokens.LIFE_SECONDS));
    variables.put("KQI_VERSION", "5.0.0-emulated");
    variables.put("ZIP_FILE_CREATED", Boolean.toString(job.get("zip").getAsBoolean()));
    variables.put("LOCAL_DATASET", job.get("localDataSet").getAsBoolean() ? "True" : "False");
    variables.put("PYTHONUNBUFFERED", "true");
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("LANG", "C.UTF-8");
    variables.put("KQI_ROOT", of(job.get("id").getAsLong()).toString());
    return variables;
  }

  /** What the platform keeps beside the output when asked to: all of it in one file. */
  void zip(EmulatedJob job) throws IOException {
    Path zip = attached(job.id()).resolve("training_output_" + job.id() + ".zip");
    WholeFiles.writeFile(
        zip,
        channel -> {
          ZipOutputStream entries = new ZipOutputStream(Channels.newOutputStream(channel));
          for (Path file : Trees.all(job.output()).stream().sorted().toList()) {
            if (Files.isRegularFile(file)) { // a link to one is one
              add(entries, job.output().relativize(file).toString().replace('\\', '/'), file);
            }
          }
          entries.finish();
        });
  }

  private static void add(ZipOutputStream entries, String name, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      entries.putNextEntry(new ZipEntry(name));
      in.transferTo(entries);
      entries.closeEntry();
    } catch (NoSuchFileException e) {
      return; // it has gone
    }
  }

  void delete(long id) throws IOException {
    Trees.delete(of(id));
  }
}
