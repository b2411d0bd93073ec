package dev.hibi.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** What a task has opened is closed when it ends, also if it fails or is killed. */
final class TaskEnd {
  private TaskEnd() {}

  /** Closes a resource when the running task ends, before those that were named earlier. */
  static void close(AutoCloseable resource) {
    TaskCompletionListener atEnd = context -> closeNow(resource);
    TaskContext.get().addTaskCompletionListener(atEnd);
  }

  private static void closeNow(AutoCloseable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
