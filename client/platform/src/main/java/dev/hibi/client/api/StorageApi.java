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
  }
}
