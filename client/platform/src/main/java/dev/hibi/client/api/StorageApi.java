package dev.hibi.client.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The storages of the platform; for its administrators. */
public interface StorageApi {

  /** All storages. */
  @Route("GET /admin/storage/endpoints")
  List<Summary> list();

  /** Adds a storage. */
  @Route("POST /admin/storage/endpoints")
  Summary create(Create storage);

  /** A storage with its keys. */
  @Route("GET /admin/storage/endpoints/{id}")
  Details get(long id);

  /** Changes a storage. */
  @Route("PUT /admin/storage/endpoints/{id}")
  Summary replace(long id, Create storage);

  /** Removes a storage that no tenant uses. */
  @Route("DELETE /admin/storage/endpoints/{id}")
  void delete(long id);

  /** A storage. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String serverUrl,
      String nfsServer,
      String nfsRoot) {}

  /** A storage with its keys. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String serverUrl,
      String nfsServer,
      String nfsRoot,
      String accessKey,
      String secretKey) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "Details[" + id + ", " + name + "]";
    }
  }

  /** A storage as it is to be. */
  record Create(
      String name,
      String serverUrl,
      String accessKey,
      String secretKey,
      String nfsServer,
      String nfsRoot) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "Create[" + name + "]";
    }

    /** A builder, with what is required first. */
    public static Builder builder(String name, String serverUrl) {
      return new Builder(name, serverUrl);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private final String serverUrl;
      private Optional<String> accessKey = Optional.empty();
      private Optional<String> secretKey = Optional.empty();
      private Optional<String> nfsServer = Optional.empty();
      private Optional<String> nfsRoot = Optional.empty();

      private Builder(String name, String serverUrl) {
        this.name = name;
        this.serverUrl = serverUrl;
      }

      /** Who the platform is, to the storage. Required. */
      public Builder accessKey(String accessKey) {
        this.accessKey = Optional.of(accessKey);
        return this;
      }

      /** By what the storage knows it. Required. */
      public Builder secretKey(String secretKey) {
        this.secretKey = Optional.of(secretKey);
        return this;
      }

      /** The host of the same files as a file system. Required. */
      public Builder nfsServer(String nfsServer) {
        this.nfsServer = Optional.of(nfsServer);
        return this;
      }

      /** Where they are on it. Required. */
      public Builder nfsRoot(String nfsRoot) {
        this.nfsRoot = Optional.of(nfsRoot);
        return this;
      }

      /**
       * What was set.
       *
       * @throws IllegalArgumentException if something that is required is missing
       */
      public Create build() {
        return new Create(
            name,
            serverUrl,
            Required.of(accessKey, "access key", "storage"),
            Required.of(secretKey, "secret key", "storage"),
            Required.of(nfsServer, "NFS server", "storage"),
            Required.of(nfsRoot, "NFS root", "storage"));
      }
    }
  }
}
