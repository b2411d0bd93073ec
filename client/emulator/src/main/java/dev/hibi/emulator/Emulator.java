package dev.hibi.emulator;

import dev.hibi.emulator.AccountCalls.Member;
import dev.hibi.emulator.Cluster.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
 * the data that come of them; TensorBoards and notebooks, as stubs; nodes, quotas and what is in
 * use of them. All else is answered with status 501.
 *
 * <p><b>How true is it?</b> To the server's behaviour, where it is known, also where that is odd: a
 * wrong password is a 400; a field that is missing is answered in ASP.NET's form and other mistakes
 * in the server's; a user without permission gets an empty 403; an empty list of tags in an edit
 * deletes all tags; sizes in lists of files are 0; totals are wrong for tags joined by commas; a
 * file uploaded without the content type that the signature covers is refused; options are a map
 * when a job is made and a list when it is read; a tag that is put to data or deleted alone is not
 * kept; {@code OOMKilled} counts as running; a job that the cluster has lost once is {@code None}
 * for good. Bodies of more than 1 MiB are refused, as by the platform's own proxy.
 *
 * <p><b>What do jobs do?</b> What {@link Builder#program} says; by default nothing but end well.
 * {@link Builder#runCommands} really runs entry points, as processes of this user, without any
 * container around them: only for commands that one trusts.
 *
 * <p><b>Who reaches it?</b> Whoever knows a user's password: the one that the builder was given, or
 * a random one, {@link #password}. Its folder is its owner's alone. Requests whose {@code Host} is
 * no name of the loopback address, or whose {@code Origin} is another site's, are refused, so that
 * no web page reaches it through a browser.
 *
 * <p><b>How large is the cluster?</b> As {@link Builder#node} says: jobs are {@code Pending} until
 * there is room for them. What a job may ask for, {@link Builder#quota} says.
 *
 * <p><b>What stays?</b> Everything is in the state folder: an emulator that is started on it again
 * has the same data and jobs. Jobs that ran are lost then, as when a cluster restarts. A folder is
 * one emulator's at a time.
 *
 * <p>Thread-safe. Who starts it closes it: that ends its jobs and frees its ports.
 */
public final class Emulator implements AutoCloseable {
  private final StateFolder folder;
  private final Member user;
  private final Records records;
  private final Tokens tokens;
  private final AddressSignature signature;
  private final Jobs jobs;
  private final TrainingCalls trainings;
  private final TensorBoardCalls boards;
  private final Workloads workloads;
  private final Faults faults;
  private final Routes routes = new Routes();
  private final Front front;

  private Emulator(Builder options, StateFolder folder) throws IOException {
    this.folder = folder;
    this.user = options.members.get(0);
    this.records = Records.open(folder.state());
    this.tokens = new Tokens(secret("tokenSecret"));
    this.signature = new AddressSignature(secret("storageSecret"));
    this.faults = new Faults(this);
    Storage storage = new Storage(folder.storage(), folder.path(), signature);
    JobFolders layout = new JobFolders(folder.path(), storage, tokens, options.repositories);
    Cluster cluster = new Cluster(options.clusterNodes());
    Quotas quotas = new Quotas(records, cluster);
    List<String> tenants = List.copyOf(options.tenants);
    options.quotas.forEach((name, quota) -> quotas.set(tenants.indexOf(name) + 1L, quota));
    this.jobs = options.jobs(cluster, options.program, this::ended);
    AccountCalls accounts = new AccountCalls(tokens, options.members, tenants);
    DataCalls data = new DataCalls(records, storage);
    DataSetCalls dataSets = new DataSetCalls(records, data);
    this.trainings = new TrainingCalls(records, dataSets, layout, jobs, options.partitions, quotas);
    this.boards = new TensorBoardCalls(trainings, layout);
    accounts.addTo(routes);
    data.addTo(routes);
    new UploadCalls(storage).addTo(routes);
    dataSets.addTo(routes);
    new SearchCalls(records, trainings).addTo(routes);
    boards.addTo(routes);
    new TrainingFileCalls(records, trainings::get, layout, storage)
        .addTo(routes, "/training", "Training");
    trainings.addTo(routes);
    new ClusterCalls(cluster, quotas, tenants).addTo(routes);
    this.workloads =
        new Workloads(
            records,
            storage,
            layout,
            data,
            dataSets,
            trainings,
            options.program,
            (does, end) -> options.jobs(cluster, does, end));
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
    return folder.path();
  }

  /** The first of its users; {@code user} if none was named. */
  public String user() {
    return user.name();
  }

  /** The password of {@link #user}: the one that was given, or a random one. Keep it secret. */
  public String password() {
    return user.password();
  }

  /** What it answers to. */
  Routes routes() {
    return routes;
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

  /**
   * Ends all jobs and TensorBoards, frees the ports and lets another have the folder. May be called
   * again.
   */
  @Override
  public void close() {
    front.close();
    jobs.close();
    workloads.close();
    boards.close();
    try {
      folder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address. */
  @Override
  public String toString() {
    return "Emulator[" + uri() + "]";
  }

  /** Makes an {@link Emulator}. Not thread-safe. */
  public static final class Builder {
    private static final int CPU = 64;
    private static final int MEMORY_GB = 256;
    private static final int GPU = 8;

    private final Path folder;
    private final List<Member> members = new ArrayList<>();
    private final Set<String> tenants = new LinkedHashSet<>();
    private final Set<String> partitions = new LinkedHashSet<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Quotas.Quota> quotas = new LinkedHashMap<>();
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

    /** A user who may do everything, with a random password: {@link Emulator#password}. */
    public Builder user(String name) {
      return user(name, Tokens.newPassword());
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

    /**
     * A node of the cluster; again for another. Jobs wait as {@code Pending} until one has room for
     * them. Default: one, {@code emulator}, of 64 CPU cores, 256 GB and 8 GPUs.
     *
     * @param cpu cores
     */
    public Builder node(String name, int cpu, int memoryGb, int gpu) {
      return node(name, "", cpu, memoryGb, gpu);
    }

    /**
     * A node in a partition, on which jobs that name that partition run.
     *
     * @param cpu cores
     */
    public Builder node(String name, String partition, int cpu, int memoryGb, int gpu) {
      if (cpu < 0 || memoryGb < 0 || gpu < 0) {
        throw new IllegalArgumentException(
            "bad node %s: expected 0 and more, found %d CPU cores, %d GB, %d GPUs"
                .formatted(name, cpu, memoryGb, gpu));
      }
      nodes.add(new Node(name, partition, cpu, memoryGb, gpu));
      if (!partition.isEmpty()) {
        partitions.add(partition);
      }
      return this;
    }

    /**
     * What a tenant may use at most, each 0 for no limit. A job must ask for less CPU and memory
     * than that, and for no more GPUs; one that would be too much together with those that the
     * tenant has is refused, not queued. Default: no limits, but no job may ask for more than a
     * node has.
     *
     * @param cpu cores
     */
    public Builder quota(String tenant, int cpu, int memoryGb, int gpu) {
      if (cpu < 0 || memoryGb < 0 || gpu < 0) {
        throw new IllegalArgumentException(
            "bad quota of %s: expected 0 and more, found %d CPU cores, %d GB, %d GPUs"
                .formatted(tenant, cpu, memoryGb, gpu));
      }
      quotas.put(tenant, new Quotas.Quota(cpu, memoryGb, gpu));
      return this;
    }

    /** Those that were named, and one for each partition that has none. */
    private List<Node> clusterNodes() {
      List<Node> all = new ArrayList<>(nodes);
      if (all.isEmpty()) {
        all.add(new Node("emulator", "", CPU, MEMORY_GB, GPU));
      }
      for (String partition : partitions) {
        if (all.stream().noneMatch(node -> node.partition().equals(partition))) {
          all.add(new Node("emulator-" + partition, partition, CPU, MEMORY_GB, GPU));
        }
      }
      return all;
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

    private Jobs jobs(Cluster cluster, JobProgram does, Jobs.End end) {
      return new Jobs(cluster, does, startDelay, end);
    }

    /** How long a job is {@code Pending}. Default: 50 ms. */
    public Builder startDelay(Duration delay) {
      this.startDelay = delay;
      return this;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException if a quota is of no tenant
     * @throws IOException if the folder cannot be used, is another emulator's, or the port is taken
     */
    public Emulator start() throws IOException {
      if (members.isEmpty()) {
        user("user");
      }
      if (tenants.isEmpty()) {
        tenants.add("sample");
      }
      for (String tenant : quotas.keySet()) {
        if (!tenants.contains(tenant)) {
          throw new IllegalStateException(
              "quota of no tenant: expected one of %s, found %s".formatted(tenants, tenant));
        }
      }
      StateFolder state = StateFolder.open(folder);
      try {
        return new Emulator(this, state);
      } catch (IOException | RuntimeException e) {
        state.close();
        throw e;
      }
    }
  }
}
