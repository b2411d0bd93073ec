package dev.hibi.emulator;

/** The platform's statuses and what it takes them for. */
final class Statuses {
  private Statuses() {}

  static String type(String status) {
    return switch (status) {
      case "Completed", "UserCanceled" -> "Closed";
      case "Killed", "Failed", "Invalid", "Forbidden" -> "Failed";
      case "Error", "Multiple", "Empty" -> "Error";
      case "None", "Opened" -> "None";
      default -> "Running"; // the cluster's own words, OOMKilled among them
    };
  }

  /** Whether the platform asks the cluster when it is read. */
  static boolean isLive(String status) {
    String type = type(status);
    return type.equals("Running") || type.equals("Error");
  }
}
