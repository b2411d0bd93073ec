package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.Container;
import java.util.Optional;

/**
 * Whose output it is, and how the platform lists it.
 *
 * @param words such as {@code training 7}
 * @param route of the listing
 */
record OutputOwner(String words, String route, Listing listing) {

  /** Lists a folder; empty if the storage does not answer. */
  interface Listing {
    Optional<Container.Files> list(String path);
  }

  static OutputOwner training(KamonohashiClient client, long id) {
    return new OutputOwner(
        "training " + id,
        "/training/" + id + "/container-files",
        path -> client.training().containerFiles(id, path, true));
  }

  static OutputOwner inference(KamonohashiClient client, long id) {
    return new OutputOwner(
        "inference " + id,
        "/inferences/" + id + "/container-files",
        path -> client.inference().containerFiles(id, path, true));
  }

  static OutputOwner notebook(KamonohashiClient client, long id) {
    return new OutputOwner(
        "notebook " + id,
        "/notebook/" + id + "/container-files",
        path -> client.notebooks().containerFiles(id, path, true));
  }
}
