package dev.hibi.tensorboard;

import org.jspecify.annotations.Nullable;

/** Something to do when the virtual machine shuts down, unless it is cancelled before. */
final class ExitHook {
  private final Thread thread;

  private ExitHook(Thread thread) {
    this.thread = thread;
  }

  /** Null if the virtual machine is shutting down already. */
  static @Nullable ExitHook register(Runnable action) {
    Thread thread = new Thread(action, "summary-writer exit hook");
    try {
      Runtime.getRuntime().addShutdownHook(thread);
    } catch (IllegalStateException e) {
      return null; // too late, the caller has to close by itself
    }
    return new ExitHook(thread);
  }

  /** Forgets the action. Does nothing if the virtual machine is shutting down. */
  void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      return; // it is running, and closing what is closed does nothing
    }
  }
}
