package dev.hibi.client.transfer;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.Container.Files.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Some files that a training has written, by their paths; each folder is listed once. */
final class ChosenOutputs {
  private final KamonohashiClient client;
  private final long trainingId;

  ChosenOutputs(KamonohashiClient client, long trainingId) {
    this.client = client;
    this.trainingId = trainingId;
  }

  /** Where they are and where they go, sorted by target. */
  List<FileSource> sources(Collection<String> paths, Path folder) throws IOException {
    Map<String, Set<String>> byFolder = new TreeMap<>();
    for (String path : paths) {
      String plain = path.replaceAll("^/+", "");
      int slash = plain.lastIndexOf('/');
      byFolder
          .computeIfAbsent(slash < 0 ? "" : plain.substring(0, slash), key -> new TreeSet<>())
          .add(plain.substring(slash + 1));
    }
    List<FileSource> sources = new ArrayList<>();
    for (Map.Entry<String, Set<String>> entry : byFolder.entrySet()) {
      add(entry.getKey(), entry.getValue(), folder, sources);
    }
    sources.sort(Comparator.comparing(FileSource::target));
    return sources;
  }

  private void add(String path, Set<String> names, Path root, List<FileSource> sources)
      throws IOException {
    OutputFolder from = new OutputFolder(client, OutputOwner.training(client, trainingId), path);
    Path folder = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("/", -1)) {
      folder = ChildPath.of(folder, name, from.toString());
    }
    Map<String, String> addresses = new HashMap<>();
    for (StoredFile file : from.list().files()) {
      addresses.put(file.fileName(), file.url());
    }
    for (String name : names) {
      Path target = ChildPath.of(folder, name, from.toString());
      String address = addresses.get(name);
      if (address == null) {
        throw new IOException(
            "not found: expected a file '%s', found none (%s)".formatted(name, from));
      }
      sources.add(new FileSource(name, target, address, () -> from.file(name).url()));
    }
  }
}
