package dev.hibi.emulator;

import dev.hibi.emulator.AccountCalls.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A KAMONOHASHI in this process, on a loopback port.
 *
 * <p><b>What is emulated?</b> Logging in, tokens and tenants; data with their files; uploads in
 * parts and downloads by addresses that are signed and expire; data sets and their locks; training
 * jobs with their statuses, logs, output, events, tags and searches; inferences; preprocessings and
 * the data that come of them; TensorBoards and notebooks, as stubs. All else is answered with
 * status 501.
 *
 * <p><b>How true is it?</b> To the server's behaviour, where it is known, also where that is odd: a
 * wrong password is a 400; a field that is missing is answered in ASP.NET's form and other mistakes
 * in the server's; a user without permission gets an empty 403; an empty list of tags in an edit
 * deletes all tags; sizes in lists of files are 0; totals are wrong for tags joined by commas; a
 * file uploaded without the content type that the signature covers is refused; options are a map
 * when a job is made and a list when it is read; {@code OOMKilled} counts as running; a job that
 * the cluster has lost once is {@code None} for good. Bodies of more than 1 MiB are refused, as by
 * the platform's own proxy.
 *
 * <p><b>What do jobs do?</b> What {@link Builder#program} says; by default nothing but end well.
 * {@link Builder#runCommands} really runs entry points, as processes of this user, without any
 * container around them: only for commands that one trusts.
 *
 * <p><b>What stays?</b> Everything is in the state folder: an emulator that is started on it again
 * has the same data and jobs. Jobs that ran are lost then, as when a cluster restarts.
 *
 * <p>Thread-safe. Who starts it closes it: that ends its jobs and frees its ports.
 */
public final class Emulator implements AutoCloseable {
  private final Path folder;
  private final Records records;
  private final Tokens tokens;
  private final AddressSignature signature;
  private final Jobs jobs;
  private final TrainingCalls trainings;
  private final TensorBoardCalls boards;
  private final Workloads workloads;
  private final Faults faults;
  private final Front front;

  private Emulator(Builder options) throws IOException {
    this.folder = options.folder;
    Files.createDirectories(folder);
    this.records = Records.open(folder);
    this.tokens = new Tokens(secret("tokenSecret"));
    this.signature = new AddressSignature(secret("storageSecret"));
    this.faults = new Faults(this);
    Storage storage = new Storage(folder.resolve("storage"), folder, signature);
    JobFolders layout = new JobFolders(folder, storage, tokens, options.repositories);
    this.jobs = options.jobs(options.program, this::ended);
    AccountCalls accounts = new AccountCalls(tokens, options.members, List.copyOf(options.tenants));
    DataCalls data = new DataCalls(records, storage);
    DataSetCalls dataSets = new DataSetCalls(records, data);
    this.trainings = new TrainingCalls(records, dataSets, layout, jobs, options.partitions);
    this.boards = new TensorBoardCalls(trainings, layout);
    Routes routes = new Routes();
    accounts.addTo(routes);
    data.addTo(routes);
    new UploadCalls(storage).addTo(routes);
    dataSets.addTo(routes);
    new SearchCalls(records, trainings).addTo(routes);
    boards.addTo(routes);
    new TrainingFileCalls(records, trainings::get, layout, storage)
        .addTo(routes, "/training", "Training");
    trainings.addTo(routes);
    this.workloads =
        new Workloads(
            records, storage, layout, data, dataSets, trainings, options.program, options::jobs);
    workloads.addTo(routes);
    records.save();
    this.front = new Front(routes, records, tokens, accounts, storage, faults, options.port);
    storage.base(front.storageAddress());
    layout.server(front.apiAddress());
    front.start();
  }

  /** Made at the first start; kept, so that what was signed before a restart is good after it. */
  private String secret(String name) {
    String secret = records.text(name).orElseGet(Tokens::newSecret);
    records.text(name, secret);
    return secret;
  }

  /**
   * An emulator.
   *
   * @param stateFolder holds everything; made when it is not there
   */
  public static Builder builder(Path stateFolder) {
    return new Builder(stateFolder);
  }

  /** Where the API is, as {@code KamonohashiClient.builder} takes it. */
  public URI uri() {
    return URI.create(front.apiAddress());
  }

  /** The folder that holds everything. */
  public Path stateFolder() {
    return folder;
  }

  /** What goes wrong. */
  public Faults faults() {
    return faults;
  }

  private void ended(EmulatedJob job, int exitCode) {
    synchronized (records) {
      try {
        trainings.ended(job, exitCode);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  void expireTokens() {
    tokens.expireAll();
  }

  void expireAddresses() {
    signature.expireAll();
  }

  void lose(long trainingId, String status) {
    synchronized (records) {
      trainings.lose(trainingId, status);
    }
  }

  void outOfMemory(long trainingId) {
    jobs.outOfMemory(trainingId);
  }

  /** Ends all jobs and TensorBoards and frees the ports. May be called again. */
  @Override
  public void close() {
    front.close();
    jobs.close();
    workloads.close();
    boards.close();
  }

  /** The address. */
  @Override
  public String toString() {
    return "Emulator[" + uri() + "]";
  }

  /** Makes an {@link Emulator}. Not thread-safe. */
  public static final class Builder {
    private final Path folder;
    private final List<Member> members = new ArrayList<>();
    private final Set<String> tenants = new LinkedHashSet<>();
    private final Set<String> partitions = new LinkedHashSet<>();
    private final Map<String, Path> repositories = new LinkedHashMap<>();
    private JobProgram program = JobProgram.nothing();
    private Duration startDelay = Duration.ofMillis(50);
    private int port;

    private Builder(Path folder) {
      this.folder = folder.toAbsolutePath().normalize();
    }

    /** The port of the API. Default: 0, which is one that is free. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** A user who may do everything; again for another. */
    public Builder user(String name, String password) {
      return user(name, password, List.of());
    }

    /**
     * A user whose roles allow some menus.
     *
     * @param menus such as {@code Data} and {@code Training}; empty for all
     */
    public Builder user(String name, String password, List<String> menus) {
      members.add(new Member(name, password, menus));
      return this;
    }

    /** A tenant, to which all users belong; ids count from 1. Default: one, {@code sample}. */
    public Builder tenant(String name) {
      tenants.add(name);
      return this;
    }

    /** A part of the cluster. Default: none, so that jobs must not name one. */
    public Builder partition(String name) {
      partitions.add(name);
      return this;
    }

    /**
     * What a job with this repository has in {@code /kqi/git}. Jobs with others begin with an empty
     * folder.
     */
    public Builder repository(String owner, String name, Path content) {
      repositories.put(owner + "/" + name, content.toAbsolutePath());
      return this;
    }

    /** What jobs do. Default: {@link JobProgram#nothing}. */
    public Builder program(JobProgram program) {
      this.program = Objects.requireNonNull(program);
      return this;
    }

    /**
     * Whether entry points are really run: {@link JobProgram#command}. Default: no.
     *
     * @param run whether
     */
    public Builder runCommands(boolean run) {
      return program(run ? JobProgram.command() : JobProgram.nothing());
    }

    private Jobs jobs(JobProgram does, Jobs.End end) {
      return new Jobs(does, startDelay, end);
    }

    /** How long a job is {@code Pending}. Default: 50 ms. */
    public Builder startDelay(Duration delay) {
      this.startDelay = delay;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IOException if the folder cannot be used or the port is taken
     * @throws IllegalStateException if there is no user
     */
    public Emulator start() throws IOException {
      if (members.isEmpty()) {
        throw new IllegalStateException("no user: expected at least one, found none");
      }
      if (tenants.isEmpty()) {
        tenants.add("sample");
      }
      return new Emulator(this);
    }
  }
}
