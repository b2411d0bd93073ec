package dev.hibi.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Registries of images, and what is in them. */
public interface RegistryApi {

  /** The images of a registry. */
  @Route("GET /registries/{registryId}/images")
  List<String> images(long registryId);

  /** The tags of an image, whose name may have slashes. */
  @Route("GET /registries/{registryId}/images/{*image}/tags")
  List<String> tags(long registryId, String image);

  /** The registries of the tenant. */
  @Route("GET /tenant/registry/endpoints")
  List<Summary> ofTenant();

  /** All registries. */
  @Route("GET /admin/registry/endpoints")
  List<Summary> list();

  /** What a registry may be. */
  @Route("GET /admin/registry/types")
  List<Choice> types();

  /** Adds a registry. */
  @Route("POST /admin/registry/endpoints")
  Summary create(Create registry);

  /** A registry. */
  @Route("GET /admin/registry/endpoints/{id}")
  Details get(long id);

  /** Changes a registry. */
  @Route("PUT /admin/registry/endpoints/{id}")
  Summary replace(long id, Create registry);

  /** Removes a registry that no tenant uses. */
  @Route("DELETE /admin/registry/endpoints/{id}")
  void delete(long id);

  /** A registry in a list. */
  record Summary(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String registryPath,
      String projectName,
      Optional<RegistryServiceType> serviceType) {}

  /** A registry. */
  record Details(
      String createdBy,
      Optional<Instant> createdAt,
      String modifiedBy,
      Optional<Instant> modifiedAt,
      long id,
      String name,
      String registryPath,
      String projectName,
      Optional<RegistryServiceType> serviceType,
      String host,
      int portNo,
      String apiUrl,
      String registryUrl,
      boolean isNotEditable) {}

  /** A registry as it is to be. */
  record Create(
      String name,
      String host,
      int portNo,
      RegistryServiceType serviceType,
      Optional<String> projectName,
      String apiUrl,
      String registryUrl) {}
}
