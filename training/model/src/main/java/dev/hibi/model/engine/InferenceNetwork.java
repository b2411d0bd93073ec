package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.torchscript.TorchScript;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A network that answers and learns nothing.
 *
 * <p>Owns native memory until it is closed. May be called from several threads.
 */
public final class InferenceNetwork implements AutoCloseable {
  private final ScriptModule module;
  private final ReadWriteLock lock = new ReentrantReadWriteLock(); // calls read, closing writes
  private boolean closed; // guarded by lock

  private InferenceNetwork(ScriptModule module) {
    this.module = module;
  }

  /**
   * Loads a network onto a device.
   *
   * @param weights of the network's parameters; others are left aside
   * @throws IllegalArgumentException if a tensor is missing
   * @throws IOException if it cannot be handed to the engine
   */
  public static InferenceNetwork of(NetworkDefinition network, StateDict weights, Device device)
      throws IOException {
    return new InferenceNetwork(ScriptModule.load(TorchScript.of(network, weights), device, false));
  }

  /**
   * Does what must not be interrupted by {@link #close}, which waits for it. May be nested.
   *
   * @throws IllegalStateException if the network is closed
   */
  public <T> T whileOpen(Supplier<T> work) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("model is closed: expected an open one, found it closed");
      }
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** A manager on the network's device that lives as long as it; make sub-managers. */
  public NDManager manager() {
    return module.manager();
  }

  /**
   * The network's raw answer.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return logits, float32 (N, classes), owned by the inputs' manager
   * @throws IllegalStateException if the network is closed, or the JVM shuts down
   */
  public NDArray logits(NDArray inputs) {
    return whileOpen(() -> module.evaluate("forward", inputs).singletonOrThrow());
  }

  /**
   * What the head sees.
   *
   * @param inputs float32 (N, 3, H, W), normalised, on the network's device
   * @return float32 (N, features), owned by the inputs' manager
   * @throws IllegalStateException as {@link #logits}
   */
  public NDArray features(NDArray inputs) {
    return whileOpen(() -> module.evaluate("features", inputs).singletonOrThrow());
  }

  /** Waits for the calls in flight, then frees; later calls fail. Idempotent. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        module.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
