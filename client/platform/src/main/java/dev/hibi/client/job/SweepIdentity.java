package dev.hibi.client.job;

import dev.hibi.client.api.Container;
import dev.hibi.client.api.GitCommit;
import dev.hibi.client.api.TrainingApi;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What decides the numbers of a sweep beside its trials' own options: image, data set, source,
 * command, options, parents, metric. What a job may use of the cluster, its memo and its tags may
 * change while a sweep is under way.
 */
final class SweepIdentity {
  private SweepIdentity() {}

  static Map<String, String> of(TrainingApi.Create request, String metric) {
    Map<String, String> identity = new LinkedHashMap<>();
    Container.Image image = request.containerImage();
    identity.put(
        "image",
        image.image()
            + ":"
            + image.tag()
            + image.registryId().map(id -> " of registry " + id).orElse(""));
    identity.put("data set", Long.toString(request.dataSetId()));
    GitCommit git = request.gitModel();
    identity.put("repository", git.owner() + "/" + git.repository());
    identity.put("git", git.gitId().map(Object::toString).orElse("the tenant's"));
    identity.put("branch", git.branch().orElse("master"));
    identity.put("commit", git.commitId().orElse("the latest"));
    identity.put("command", request.entryPoint());
    identity.put("options", options(request.options()));
    identity.put("parents", new TreeSet<>(request.parentIds()).toString());
    identity.put("metric", metric);
    return identity;
  }

  /** Names, and a digest that tells other values without telling them: they may be secret. */
  private static String options(Map<String, String> all) {
    Map<String, String> options = new TreeMap<>(all);
    options.remove(TrainingRequest.SUBMISSION_ID);
    if (options.isEmpty()) {
      return "none";
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      options.forEach(
          (name, value) ->
              digest.update((name + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8)));
      String hash = HexFormat.of().formatHex(digest.digest(), 0, 4);
      return "%s (values %s)".formatted(String.join(", ", options.keySet()), hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("cannot happen: every Java has SHA-256", e);
    }
  }

  /** What differs first, for people; what one of both does not tell does not differ. */
  static Optional<String> difference(Map<String, String> wanted, Map<String, String> found) {
    for (Map.Entry<String, String> each : wanted.entrySet()) {
      String other = found.get(each.getKey());
      if (other != null && !Objects.equals(other, each.getValue())) {
        return Optional.of(
            "expected %s '%s', found '%s'".formatted(each.getKey(), each.getValue(), other));
      }
    }
    return Optional.empty();
  }
}
