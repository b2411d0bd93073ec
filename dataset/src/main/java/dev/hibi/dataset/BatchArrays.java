package dev.hibi.dataset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ImageSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes an engine's arrays of prepared samples, in channels_last memory order where the engine
 * keeps strides. Thread-safe.
 *
 * <p>PyTorch on the CPU gives the memory of an array out as a buffer, so threads write straight
 * into it. Until it is handed over such an array belongs to a manager of its own: were it the
 * consumer's, that could be closed while a thread still writes. For other engines and devices
 * threads write into a direct buffer, which is copied once and used again.
 */
final class BatchArrays implements AutoCloseable {
  private static final String PYTORCH = "PyTorch";

  /**
   * Passes that nobody refers to any more give their memory back when the collector finds them. It
   * does not see native memory, so it is asked for once there is this much, as the JDK does for its
   * own direct buffers.
   */
  private static final long COLLECT_AT = 1L << 29;

  private final ImageSpec spec;
  private final ConcurrentLinkedDeque<ByteBuffer> spare = new ConcurrentLinkedDeque<>();
  private final AtomicLong unfinishedBytes = new AtomicLong();
  private final AtomicLong collectAt = new AtomicLong(COLLECT_AT);
  private @Nullable NDManager unfinished;
  private boolean closed;

  BatchArrays(ImageSpec spec) {
    this.spec = spec;
  }

  /** One sample: float32 (3, H, W). */
  static NDArray one(NDManager manager, ImageSpec spec, float[] floats) {
    Shape shape = new Shape(spec.size(), spec.size(), ImageSpec.CHANNELS);
    try (NDArray rows = manager.create(FloatBuffer.wrap(floats), shape)) {
      return owned(rows.transpose(2, 0, 1)); // (H, W, 3) -> (3, H, W)
    }
  }

  /*
   * PyTorch's arrays on the CPU borrow the memory of the buffer they are created from, and a
   * transposed one keeps neither the buffer nor its parent alive. A native copy keeps the strides
   * and owns its memory.
   */
  private static NDArray owned(NDArray view) {
    try (view) {
      return view.duplicate();
    }
  }

  /**
   * Memory for a batch.
   *
   * @param consumer whose engine the array will be of
   * @param device where the array will be
   * @param count of samples
   * @throws IllegalArgumentException if they do not fit a buffer
   * @throws IllegalStateException if this is closed
   */
  BatchMemory allocate(NDManager consumer, Device device, int count) {
    int bytesPerSample = spec.floatCount() * Float.BYTES;
    if (count > Integer.MAX_VALUE / bytesPerSample) {
      throw new IllegalArgumentException(
          "batch too large: expected at most %d images of this size, found %d"
              .formatted(Integer.MAX_VALUE / bytesPerSample, count));
    }
    Shape shape = new Shape(count, spec.size(), spec.size(), ImageSpec.CHANNELS);
    boolean direct =
        consumer.getEngine().getEngineName().equals(PYTORCH) && device.equals(Device.cpu());
    if (!direct) {
      return new Copied(shape, take(count * bytesPerSample));
    }
    NDArray rows = unfinished(consumer).create(shape, DataType.FLOAT32);
    count(shape.size() * Float.BYTES);
    return new Direct(rows);
  }

  private void count(long bytes) {
    long total = unfinishedBytes.addAndGet(bytes);
    if (total > collectAt.get()) {
      System.gc();
      collectAt.set(2 * total); // if all of it is in use, asking again soon would not help
    } else if (total < COLLECT_AT / 2) {
      collectAt.set(COLLECT_AT);
    }
  }

  /** Bytes of arrays that were neither handed over nor discarded. */
  long unfinishedBytes() {
    return unfinishedBytes.get();
  }

  private synchronized NDManager unfinished(NDManager consumer) {
    if (closed) {
      throw new IllegalStateException("closed data set: expected an open one, found it closed");
    }
    if (unfinished == null) {
      unfinished = consumer.getEngine().newBaseManager(Device.cpu());
    }
    return unfinished;
  }

  private ByteBuffer take(int byteCount) {
    ByteBuffer buffer = spare.poll();
    return buffer != null && buffer.capacity() >= byteCount
        ? buffer
        : ByteBuffer.allocateDirect(byteCount).order(ByteOrder.nativeOrder());
  }

  /** Frees what was not handed over. No thread may write any more. */
  @Override
  public synchronized void close() {
    closed = true;
    spare.clear();
    if (unfinished != null) {
      unfinished.close();
    }
  }

  /** An array that is written in place. */
  private final class Direct implements BatchMemory {
    private final NDArray rows;
    private final FloatBuffer floats;

    Direct(NDArray rows) {
      this.rows = rows;
      this.floats = rows.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    @Override
    public FloatBuffer floats() {
      return floats;
    }

    @Override
    public NDArray toArray(NDManager manager) {
      unfinishedBytes.addAndGet(-(long) floats.capacity() * Float.BYTES);
      try (rows) {
        NDArray data = rows.transpose(0, 3, 1, 2); // (N, H, W, 3) -> (N, 3, H, W); shares memory
        try {
          data.attach(manager);
          return data;
        } catch (RuntimeException e) {
          data.close();
          throw e;
        }
      }
    }

    @Override
    public void discard() {
      unfinishedBytes.addAndGet(-(long) floats.capacity() * Float.BYTES);
      rows.close();
    }
  }

  /** A buffer that is copied. */
  private final class Copied implements BatchMemory {
    private final Shape shape;
    private final ByteBuffer buffer;

    Copied(Shape shape, ByteBuffer buffer) {
      this.shape = shape;
      this.buffer = buffer;
    }

    @Override
    public FloatBuffer floats() {
      return buffer.asFloatBuffer();
    }

    @Override
    public NDArray toArray(NDManager manager) {
      int byteCount = Math.toIntExact(shape.size() * Float.BYTES);
      ByteBuffer filled = buffer.slice(0, byteCount).order(buffer.order());
      try (NDArray rows = manager.create(filled, shape, DataType.FLOAT32)) {
        return owned(rows.transpose(0, 3, 1, 2)); // (N, H, W, 3) -> (N, 3, H, W)
      } finally {
        discard();
      }
    }

    @Override
    public void discard() {
      spare.push(buffer);
    }
  }
}
