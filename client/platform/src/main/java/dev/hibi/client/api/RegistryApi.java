package dev.hibi.client.api;

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
      Optional<ServiceType> serviceType) {}

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
      Optional<ServiceType> serviceType,
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
      ServiceType serviceType,
      Optional<String> projectName,
      String apiUrl,
      String registryUrl) {
    /** A builder, with what is required first. */
    public static Builder builder(String name, ServiceType serviceType) {
      return new Builder(name, serviceType);
    }

    /** Makes a {@link Create}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final String name;
      private final ServiceType serviceType;
      private Optional<String> host = Optional.empty();
      private Optional<Integer> portNo = Optional.empty();
      private Optional<String> projectName = Optional.empty();
      private Optional<String> apiUrl = Optional.empty();
      private Optional<String> registryUrl = Optional.empty();

      private Builder(String name, ServiceType serviceType) {
        this.name = name;
        this.serviceType = serviceType;
      }

      /** The host, without a scheme. Required. */
      public Builder host(String host) {
        this.host = Optional.of(host);
        return this;
      }

      /** The port. Required. */
      public Builder portNo(int portNo) {
        this.portNo = Optional.of(portNo);
        return this;
      }

      /** The project, of GitLab. */
      public Builder projectName(String projectName) {
        this.projectName = Optional.of(projectName);
        return this;
      }

      /** Where its API is. Required. */
      public Builder apiUrl(String apiUrl) {
        this.apiUrl = Optional.of(apiUrl);
        return this;
      }

      /** Where images are pulled from. Required. */
      public Builder registryUrl(String registryUrl) {
        this.registryUrl = Optional.of(registryUrl);
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
            Required.of(host, "host", "registry"),
            Required.of(portNo, "port", "registry"),
            serviceType,
            projectName,
            Required.of(apiUrl, "address of the API", "registry"),
            Required.of(registryUrl, "address of the registry", "registry"));
      }
    }
  }

  /** What a registry of container images is. */
  enum ServiceType implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** None. */
    NONE(0),
    /** Docker Hub. */
    DOCKER_HUB(1),
    /** The registry of a GitLab. */
    GIT_LAB(2),
    /** A Docker registry of one's own. */
    PRIVATE_DOCKER_REGISTRY(3),
    /** NVIDIA's. */
    NVIDIA_GPU_CLOUD(4);

    private final int number;

    ServiceType(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
