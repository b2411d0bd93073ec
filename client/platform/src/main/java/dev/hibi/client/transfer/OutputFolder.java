package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.Container.Files.StoredFile;
import java.io.IOException;
import java.util.Optional;

/** A folder of what a container writes, as the platform lists it. */
final class OutputFolder {
  private final KamonohashiClient client;
  private final OutputOwner owner;
  private final String path;

  /**
   * A folder.
   *
   * @param path from the job's output, with or without a slash at either end
   */
  OutputFolder(KamonohashiClient client, OutputOwner owner, String path) {
    this.client = client;
    this.owner = owner;
    this.path = "/" + path.replaceAll("^/+|/+$", "");
  }

  OutputFolder folder(String name) {
    return new OutputFolder(client, owner, path + "/" + name);
  }

  /** What is in it, with addresses. */
  Container.Files list() {
    RetryPolicy.Attempts attempts = client.retries().begin();
    while (true) {
      Optional<Container.Files> listed = owner.listing().list(path);
      if (listed.isPresent()) {
        return listed.get();
      }
      attempts.failed( // which is how the platform says that its storage did
          new KamonohashiException.Transport(
              "an empty one", "GET", "/api/v2" + owner.route(), new IOException("no body")));
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
    return "output " + path + " of " + owner.words();
  }
}
