package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.Container.Files.StoredFile;
import java.io.IOException;
import java.util.Optional;

/** A folder of what a job writes, as the platform lists it. */
final class OutputFolder {
  private final KamonohashiClient client;
  private final long trainingId;
  private final String path;

  /**
   * A folder.
   *
   * @param path from the job's output, with or without a slash at either end
   */
  OutputFolder(KamonohashiClient client, long trainingId, String path) {
    this.client = client;
    this.trainingId = trainingId;
    this.path = "/" + path.replaceAll("^/+|/+$", "");
  }

  OutputFolder folder(String name) {
    return new OutputFolder(client, trainingId, path + "/" + name);
  }

  /** What is in it, with addresses. */
  Container.Files list() {
    RetryPolicy.Attempts attempts = client.retries().begin();
    while (true) {
      Optional<Container.Files> listed = client.training().containerFiles(trainingId, path, true);
      if (listed.isPresent()) {
        return listed.get();
      }
      attempts.failed( // which is how the platform says that its storage did
          new KamonohashiException.Transport(
              "an empty one",
              "GET",
              "/api/v2/training/" + trainingId + "/container-files",
              new IOException("no body")));
    }
  }

  /**
   * A file in it.
   *
   * @throws KamonohashiException.Malformed if it is no longer there
   */
  StoredFile file(String name) {
    return list().files().stream()
        .filter(file -> file.fileName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new KamonohashiException.Malformed(
                    "expected a file '" + name + "', found none", "GET", toString()));
  }

  @Override
  public String toString() {
    return "output " + path + " of training " + trainingId;
  }
}
