package dev.hibi.client;

import dev.hibi.client.Connection.FirstToken;
import dev.hibi.client.api.AccountApi;
import dev.hibi.client.api.AccountApi.Credentials;
import dev.hibi.client.api.AccountApi.Lifetime;
import dev.hibi.client.api.AquariumDataSetApi;
import dev.hibi.client.api.ClusterApi;
import dev.hibi.client.api.DataApi;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.api.ExperimentApi;
import dev.hibi.client.api.GitApi;
import dev.hibi.client.api.InferenceApi;
import dev.hibi.client.api.MenuApi;
import dev.hibi.client.api.NodeApi;
import dev.hibi.client.api.NotebookApi;
import dev.hibi.client.api.PreprocessingApi;
import dev.hibi.client.api.RegistryApi;
import dev.hibi.client.api.ResourceApi;
import dev.hibi.client.api.RoleApi;
import dev.hibi.client.api.StorageApi;
import dev.hibi.client.api.TemplateApi;
import dev.hibi.client.api.TenantApi;
import dev.hibi.client.api.TrainingApi;
import dev.hibi.client.api.UploadApi;
import dev.hibi.client.api.UserApi;
import dev.hibi.client.api.UserGroupApi;
import dev.hibi.client.api.VersionApi;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A KAMONOHASHI server, as one user in one tenant.
 *
 * <pre>{@code
 * KamonohashiClient client =
 *     KamonohashiClient.builder(URI.create("http://kamonohashi"))
 *         .login("user", password)
 *         .build();
 * client.data().stream(DataApi.Query.all().tags(List.of("bridge"))).forEach(System.out::println);
 * }</pre>
 *
 * <p>Nothing is called before the first call needs a token; the token is exchanged for a new one
 * before its life is over, and a client that can log in does so again when the server refuses it,
 * once a call. Calls that only read are repeated when they fail in a way that may pass ({@link
 * RetryPolicy}); others only where the server has not taken them up: nothing was sent, or it has
 * answered 429 or 503 with {@code Retry-After}.
 *
 * <p>Every call may throw {@link KamonohashiException}. An interrupted thread's call ends with a
 * {@link KamonohashiException.Transport}, the flag set. Immutable and thread-safe; there is nothing
 * to close.
 */
public final class KamonohashiClient {
  private final Builder options;
  private final Connection connection;
  private final Map<Class<?>, Object> apis = new ConcurrentHashMap<>();

  private KamonohashiClient(Builder options) {
    this.options = options;
    this.connection = new Connection(options);
  }

  /**
   * A client for a server.
   *
   * @param server such as {@code http://kamonohashi} or {@code http://host:8090}
   * @throws IllegalArgumentException if it is no http or https address
   */
  public static Builder builder(URI server) {
    return new Builder(server);
  }

  /**
   * The client of a program in a container of the platform, from {@code KQI_SERVER} and {@code
   * KQI_TOKEN}.
   *
   * @throws IllegalArgumentException if one of them is not set, or the address is none
   */
  public static Builder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  static Builder fromEnvironment(Map<String, String> environment) {
    KqiConfig config = KqiConfig.fromEnvironment(environment);
    return builder(config.server()).token(config.token());
  }

  /**
   * The client of a user who has logged in with the platform's own command line, from {@code
   * ~/.kqi/config.json}.
   *
   * @throws IOException if the file is not there or not readable
   * @throws IllegalArgumentException if it has no server or no token
   */
  public static Builder fromKqiConfig() throws IOException {
    return fromKqiConfig(KqiConfig.defaultFile());
  }

  static Builder fromKqiConfig(Path file) throws IOException {
    return from(KqiConfig.read(file));
  }

  /**
   * The client of a user who has logged in with the platform's own command line.
   *
   * @throws IllegalArgumentException if the configuration has no server or no token
   * @throws IOException if its file of certificate authorities cannot be read
   */
  public static Builder from(KqiConfig config) throws IOException {
    Builder builder = builder(config.server()).token(config.token());
    config.timeout().ifPresent(builder::timeout);
    config.proxy().ifPresent(builder::proxy);
    config.lifetime().ifPresent(builder::tokenLifetime);
    if (config.caFile().isPresent()) {
      builder.caFile(config.caFile().get());
    }
    return builder;
  }

  /** The options of this client, to be changed for another. */
  public Builder toBuilder() {
    return new Builder(options);
  }

  /** This user in another tenant; the token is taken at the first call. */
  public KamonohashiClient forTenant(long tenantId) {
    Builder other = toBuilder();
    other.firstToken =
        new FirstToken(
            (anonymous, life) -> account().switchTenant(tenantId, new Lifetime(life)).token(),
            true);
    return other.build();
  }

  /** The server's address. */
  public URI server() {
    return options.server;
  }

  /** What reaches the server reaches the storage too, by the same proxy; it holds no token. */
  public HttpClient http() {
    return connection.http();
  }

  /**
   * Begins a request to another server than the platform's, by {@link #http}: it says what the
   * client calls itself and, to a proxy that asks for it, who may use the proxy; it holds no token.
   */
  public HttpRequest.Builder request(URI address) {
    return connection.requests().to(address);
  }

  /** How calls that only read are repeated. */
  public RetryPolicy retries() {
    return options.retries;
  }

  /** How long an answer to a call that only reads may take. */
  public Duration timeout() {
    return options.timeout;
  }

  /** What the client calls itself. */
  public String userAgent() {
    return options.userAgent;
  }

  /** The user's own account. */
  public AccountApi account() {
    return api(AccountApi.class);
  }

  /** Data: uploaded files. */
  public DataApi data() {
    return api(DataApi.class);
  }

  /** Data sets: data by type. */
  public DataSetApi dataSets() {
    return api(DataSetApi.class);
  }

  /** Training jobs. */
  public TrainingApi training() {
    return api(TrainingApi.class);
  }

  /** Files on their way to and from the storage. */
  public UploadApi uploads() {
    return api(UploadApi.class);
  }

  /** The platform's version. */
  public VersionApi version() {
    return api(VersionApi.class);
  }

  /** Inference jobs. */
  public InferenceApi inference() {
    return api(InferenceApi.class);
  }

  /** Notebooks. */
  public NotebookApi notebooks() {
    return api(NotebookApi.class);
  }

  /** Preprocessings. */
  public PreprocessingApi preprocessings() {
    return api(PreprocessingApi.class);
  }

  /** Aquarium's experiments. */
  public ExperimentApi experiments() {
    return api(ExperimentApi.class);
  }

  /** Aquarium's data sets. */
  public AquariumDataSetApi aquariumDataSets() {
    return api(AquariumDataSetApi.class);
  }

  /** Aquarium's templates. */
  public TemplateApi templates() {
    return api(TemplateApi.class);
  }

  /** The storages of the platform. */
  public StorageApi storages() {
    return api(StorageApi.class);
  }

  /** Git endpoints and repositories. */
  public GitApi git() {
    return api(GitApi.class);
  }

  /** Registries of images. */
  public RegistryApi registries() {
    return api(RegistryApi.class);
  }

  /** What the cluster has and who uses it. */
  public ResourceApi resources() {
    return api(ResourceApi.class);
  }

  /** The nodes of the cluster. */
  public NodeApi nodes() {
    return api(NodeApi.class);
  }

  /** Tenants. */
  public TenantApi tenants() {
    return api(TenantApi.class);
  }

  /** Users. */
  public UserApi users() {
    return api(UserApi.class);
  }

  /** Groups of LDAP. */
  public UserGroupApi userGroups() {
    return api(UserGroupApi.class);
  }

  /** Roles. */
  public RoleApi roles() {
    return api(RoleApi.class);
  }

  /** Which roles allow what. */
  public MenuApi menus() {
    return api(MenuApi.class);
  }

  /** Partitions, quotas and nodes. */
  public ClusterApi cluster() {
    return api(ClusterApi.class);
  }

  /** The calls of a group; made when they are first wanted. */
  private <T> T api(Class<T> group) {
    return group.cast(apis.computeIfAbsent(group, connection::api));
  }

  /** The server; nothing that is secret. */
  @Override
  public String toString() {
    return "KamonohashiClient[" + options.server + "]";
  }

  /** The options of a client. Not thread-safe. */
  public static final class Builder {
    final URI server;
    @Nullable FirstToken firstToken;
    Duration timeout = Duration.ofSeconds(60);
    Duration changeTimeout = Duration.ofMinutes(15);
    RetryPolicy retries = RetryPolicy.DEFAULT;
    ZoneId zone = ZoneId.systemDefault();
    LongSupplier nanoTime = System::nanoTime;
    String userAgent = "hibi-client";
    @Nullable ProxySelector proxy;
    Optional<String> proxyAuthorization = Optional.empty();
    @Nullable SSLContext ssl;
    private Optional<Duration> tokenLifetime = Optional.empty();

    private Builder(URI server) {
      String scheme = String.valueOf(server.getScheme());
      if (!scheme.matches("https?") || server.getHost() == null || server.getUserInfo() != null) {
        throw new IllegalArgumentException(
            "bad server: expected an http or https address without a user, found one with scheme '%s' and host '%s'"
                .formatted(server.getScheme(), server.getHost()));
      }
      this.server = server;
    }

    private Builder(Builder other) {
      this.server = other.server;
      this.firstToken = other.firstToken;
      this.timeout = other.timeout;
      this.changeTimeout = other.changeTimeout;
      this.retries = other.retries;
      this.zone = other.zone;
      this.nanoTime = other.nanoTime;
      this.userAgent = other.userAgent;
      this.proxy = other.proxy;
      this.proxyAuthorization = other.proxyAuthorization;
      this.ssl = other.ssl;
      this.tokenLifetime = other.tokenLifetime;
    }

    /** Logs in, into the user's default tenant. */
    public Builder login(String userName, String password) {
      return login(new Credentials(userName, password, Optional.empty(), Optional.empty()));
    }

    /** Logs in, into a tenant. */
    public Builder login(String userName, String password, long tenantId) {
      return login(new Credentials(userName, password, Optional.of(tenantId), Optional.empty()));
    }

    /** Logs in; again, once a call, when the server refuses the token. */
    public Builder login(Credentials credentials) {
      this.firstToken =
          new FirstToken(
              (anonymous, life) -> {
                Optional<Integer> wanted = credentials.expiresIn().or(() -> life);
                return anonymous.login(credentials.lasting(wanted)).token();
              },
              true);
      return this;
    }

    /** Takes a token that is there. When the server refuses it, so it does the calls. */
    public Builder token(String token) {
      this.firstToken = new FirstToken((anonymous, life) -> token, false);
      return this;
    }

    /** How long the tokens live that the client asks for. Default: as the platform likes. */
    public Builder tokenLifetime(Duration lifetime) {
      this.tokenLifetime = Optional.of(lifetime);
      return this;
    }

    Optional<Integer> lifeSeconds() {
      return tokenLifetime.map(life -> (int) Math.min(life.toSeconds(), Integer.MAX_VALUE));
    }

    /** How long an answer to a call that only reads may take. Default: a minute. */
    public Builder timeout(Duration timeout) {
      this.timeout = timeout;
      return this;
    }

    /**
     * How long an answer to a call that changes something may take. Default: 15 minutes, as long as
     * the platform itself allows; a job's start waits for the cluster.
     */
    public Builder changeTimeout(Duration timeout) {
      this.changeTimeout = timeout;
      return this;
    }

    /** How calls that only read are repeated. Default: {@link RetryPolicy#DEFAULT}. */
    public Builder retries(RetryPolicy policy) {
      this.retries = policy;
      return this;
    }

    /** Zone of the server's dates, which do not say it. Default: this machine's. */
    public Builder zone(ZoneId zone) {
      this.zone = zone;
      return this;
    }

    /** What tells how much of a token's life is over. */
    Builder nanoTime(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      return this;
    }

    /** What the client calls itself. Default: {@code hibi-client}. */
    public Builder userAgent(String name) {
      this.userAgent = name;
      return this;
    }

    /** By which proxy the server is reached, without a password. Default: none. */
    public Builder proxy(ProxySelector proxy) {
      this.proxy = proxy;
      this.proxyAuthorization = Optional.empty();
      return this;
    }

    /**
     * By which proxy server and storage are reached. Its password, if it has one, is told to it at
     * once (Basic).
     *
     * @param address such as {@code http://name:password@proxy:3128}; without a port, 80
     * @throws IllegalArgumentException if it is no http address, or if it has a password, the
     *     server is https, and Java's {@code jdk.http.auth.tunneling.disabledSchemes} forbids Basic
     *     there, as it does by default
     */
    public Builder proxy(URI address) {
      ProxyAddress by = ProxyAddress.of(address);
      by.checkReaches(server);
      this.proxy = by.selector();
      this.proxyAuthorization = by.authorization();
      return this;
    }

    /** By no proxy, whatever was said before. */
    public Builder noProxy() {
      this.proxy = null;
      this.proxyAuthorization = Optional.empty();
      return this;
    }

    /**
     * Trusts authorities of one's own beside those that Java trusts.
     *
     * @param pem their certificates in PEM
     * @throws IOException if the file cannot be read or has no certificates
     */
    public Builder caFile(Path pem) throws IOException {
      return sslContext(OwnAuthorities.of(pem));
    }

    /** Whom to trust where the server's certificate is of an authority of one's own. */
    public Builder sslContext(SSLContext context) {
      this.ssl = context;
      return this;
    }

    /**
     * The client; calls nothing yet.
     *
     * @throws IllegalStateException if there is neither a login nor a token
     */
    public KamonohashiClient build() {
      if (firstToken == null) {
        throw new IllegalStateException("no user: expected a login or a token, found neither");
      }
      return new KamonohashiClient(new Builder(this));
    }
  }
}
