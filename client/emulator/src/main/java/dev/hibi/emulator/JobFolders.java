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
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a job finds in its container: folders and environment. */
final class JobFolders {
  private final ContainerKind kind;
  private final Path state;
  private final Storage storage;
  private final Tokens tokens;
  private final Map<String, Path> repositories;
  private final AtomicReference<String> server;

  /** Folders of trainings. */
  JobFolders(Path state, Storage storage, Tokens tokens, Map<String, Path> repositories) {
    this.kind = ContainerKind.TRAINING;
    this.state = state;
    this.storage = storage;
    this.tokens = tokens;
    this.repositories = Map.copyOf(repositories);
    this.server = new AtomicReference<>("");
  }

  private JobFolders(ContainerKind kind, JobFolders like) {
    this.kind = kind;
    this.state = like.state;
    this.storage = like.storage;
    this.tokens = like.tokens;
    this.repositories = like.repositories;
    this.server = like.server;
  }

  /** Folders of another kind, in the same state. */
  JobFolders of(ContainerKind other) {
    return new JobFolders(other, this);
  }

  ContainerKind kind() {
    return kind;
  }

  /** Where the API listens. */
  void server(String address) {
    server.set(address);
  }

  /** The folder that stands for {@code /} of a job. */
  Path of(long id) {
    return state.resolve(kind.folder()).resolve(Long.toString(id));
  }

  Path output(long id) {
    return of(id).resolve("kqi").resolve("output");
  }

  Path attached(long id) {
    return of(id).resolve("kqi").resolve("attach");
  }

  /** Lays everything out for a training. */
  EmulatedJob make(
      Caller caller, JsonObject job, JsonObject meta, List<DataSetCalls.InputFile> input)
      throws IOException {
    return make(caller, job, meta, input, ofTraining(job));
  }

  /**
   * Lays everything out; what stays from an earlier run is output and attached files.
   *
   * @param own variables of this kind of container
   */
  EmulatedJob make(
      Caller caller,
      JsonObject job,
      JsonObject meta,
      List<DataSetCalls.InputFile> input,
      Map<String, String> own)
      throws IOException {
    long id = job.get("id").getAsLong();
    Path kqi = of(id).resolve("kqi");
    for (String folder : List.of("input", "git", "parent", "inference", "tmp")) {
      Trees.delete(kqi.resolve(folder));
    }
    for (String folder : List.of("input", "output", "attach", "parent", "tmp")) {
      Files.createDirectories(kqi.resolve(folder));
    }
    raw(kqi.resolve("raw"));
    for (DataSetCalls.InputFile file : input) {
      place(
          storage.file("Data/" + file.storedPath()),
          inside(kqi.resolve("input"), file.path()),
          job.get("localDataSet").getAsBoolean());
    }
    if (meta.size() > 0) {
      WholeFiles.writeFile(
          kqi.resolve("input").resolve("meta.json"), WholeFiles.text(meta.toString()));
    }
    source(job, kqi.resolve("git"));
    parents(job, kqi.resolve("parent"));
    return new EmulatedJob(
        id,
        Records.text(job, "entryPoint"),
        of(id),
        kind.logName(job),
        demand(kind.key(id), caller, job),
        environment(caller, job, own));
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

  /** All data of the tenant, as the storage has them; not where there are no links. */
  private void raw(Path link) throws IOException {
    Path data = storage.file("Data/any").toAbsolutePath().getParent();
    if (data == null || Files.exists(link)) {
      return;
    }
    try {
      Files.createSymbolicLink(link, data);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.deleteIfExists(link);
    }
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
    JobFolders trainings = of(ContainerKind.TRAINING);
    for (long id : ids) {
      Trees.copy(
          trainings.output(id), ids.size() == 1 ? parent : parent.resolve(Long.toString(id)));
    }
    JobFolders inferences = of(ContainerKind.INFERENCE);
    for (long id : Records.ids(job, "inferenceIds")) {
      Trees.copy(
          inferences.output(id), parent.resolveSibling("inference").resolve(Long.toString(id)));
    }
  }

  private static Map<String, String> ofTraining(JsonObject job) {
    return Map.of(
        "TRAINING_ID",
        Long.toString(job.get("id").getAsLong()),
        "DATASET_ID",
        Long.toString(job.get("dataSetId").getAsLong()),
        "PARENT_ID",
        String.join(",", Records.ids(job, "parentIds").stream().map(String::valueOf).toList()));
  }

  private Map<String, String> environment(Caller caller, JsonObject job, Map<String, String> own) {
    Map<String, String> variables = new TreeMap<>();
    JsonObject options = job.getAsJsonObject("options");
    options.keySet().forEach(name -> variables.put(name, options.get(name).getAsString()));
    JsonObject source = job.getAsJsonObject("gitModel");
    String repository =
        Records.text(source, "owner") + "/" + Records.text(source, "repository") + ".git";
    variables.putAll(own);
    if (!Records.text(source, "repository").isEmpty()) {
      variables.put("MODEL_REPOSITORY", "http://git.invalid/" + repository);
      variables.put("MODEL_REPOSITORY_URL", "http://git.invalid/" + repository);
      variables.put("MODEL_REPOSITORY_TOKEN", "");
    }
    variables.put("COMMIT_ID", Records.text(source, "commitId"));
    variables.put("KQI_SERVER", server.get());
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
    Path zip = attached(job.id()).resolve(kind.zipName(job.id()));
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
