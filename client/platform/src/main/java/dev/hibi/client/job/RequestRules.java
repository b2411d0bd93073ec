package dev.hibi.client.job;

import java.util.Set;
import java.util.regex.Pattern;

/** What the platform takes in a request for a training, as far as it can be said without it. */
final class RequestRules {
  private static final Pattern OPTION = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
  private static final Pattern TAG = Pattern.compile("[^,!=<>][^,]*");
  private static final Set<String> PLATFORM_OPTIONS =
      Set.of(
          "DATASET_ID",
          "TRAINING_ID",
          "PARENT_ID",
          "MODEL_REPOSITORY",
          "MODEL_REPOSITORY_URL",
          "MODEL_REPOSITORY_TOKEN",
          "COMMIT_ID",
          "KQI_SERVER",
          "KQI_TOKEN",
          "KQI_VERSION",
          "ZIP_FILE_CREATED",
          "LOCAL_DATASET",
          "PYTHONUNBUFFERED",
          "LC_ALL",
          "LANG");

  private RequestRules() {}

  /** Whether a variable is the job's own, and not one that the platform or this client sets. */
  static boolean isOwn(String option) {
    return !option.equals(TrainingRequest.SUBMISSION_ID) && !PLATFORM_OPTIONS.contains(option);
  }

  static void checkOptions(Set<String> names) {
    for (String option : names) {
      check(OPTION.matcher(option).matches(), "option", "a name matching " + OPTION, option);
      check(
          !PLATFORM_OPTIONS.contains(option),
          "option",
          "a name that the platform does not set itself",
          option);
      check(
          !option.equals(TrainingRequest.SUBMISSION_ID),
          "option",
          "a submission id by its method",
          option);
    }
  }

  static void check(boolean good, String what, String expected, Object found) {
    if (!good) {
      throw new IllegalArgumentException(
          "bad %s: expected %s, found %s (training request)".formatted(what, expected, found));
    }
  }

  static void checkPort(int port) {
    check(port >= 1 && port <= 65535, "port", "1 to 65535", port);
  }

  static void checkTag(String tag) {
    check(TAG.matcher(tag).matches(), "tag", "a text without commas or a leading !=<>", tag);
  }
}
