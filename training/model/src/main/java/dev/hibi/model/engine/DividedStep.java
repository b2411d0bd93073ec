package dev.hibi.model.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import dev.hibi.model.network.StepSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A step whose batch is divided: among equal networks on several devices, and on each into as many
 * parts as a {@link StepSpec} says. The update is by the mean over all samples, the same in each
 * network, so that they stay equal; batch normalisation's running statistics alone are each one's
 * own, and the first one's are those that count.
 *
 * <p>GPUs compute at the same time, a thread for each; several networks on the CPU one after
 * another, each by all its threads. One thread at a time.
 */
final class DividedStep implements AutoCloseable {
  private final List<TrainableNetwork> networks;
  private final int parts;
  private final ExecutorService threads;

  /**
   * Of some networks.
   *
   * @param networks at least one, the first of which owns this
   * @param parts at least 1
   */
  DividedStep(List<TrainableNetwork> networks, int parts) {
    this.networks = List.copyOf(networks);
    this.parts = parts;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "hibi-device");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Whether a batch is divided at all. */
  boolean divides(long samples) {
    return networks.size() > 1 || Math.min(parts, samples) > 1;
  }

  /** As {@link TrainableNetwork#step}. */
  NDArray step(
      NDArray inputs, NDArray labels, double rate, StepSpec.Mixing mixing, boolean keepGradients) {
    for (TrainableNetwork network : networks) {
      forgetGathered(network);
    }
    long samples = inputs.getShape().get(0);
    List<Runnable> work = new ArrayList<>();
    for (int i = 0; i < networks.size(); i++) {
      TrainableNetwork network = networks.get(i);
      long from = samples * i / networks.size();
      long to = samples * (i + 1) / networks.size();
      work.add(() -> gather(network, inputs, labels, from, to, mixing));
    }
    if (networks.size() > 1 && networks.stream().allMatch(network -> device(network).isGpu())) {
      together(work);
    } else {
      work.forEach(Runnable::run);
    }
    if (networks.size() > 1) {
      share();
    }
    for (TrainableNetwork other : networks.subList(1, networks.size())) {
      try (NDManager passing = other.manager().newSubManager()) {
        other.update(rate, false, passing);
      }
    }
    return networks.get(0).update(rate, keepGradients, inputs.getManager());
  }

  /** What a step left that failed. */
  private static void forgetGathered(TrainableNetwork network) {
    try (NDManager passing = network.manager().newSubManager()) {
      network.gathered(passing);
    }
  }

  private void gather(
      TrainableNetwork network,
      NDArray inputs,
      NDArray labels,
      long from,
      long to,
      StepSpec.Mixing mixing) {
    long count = Math.min(parts, to - from);
    for (long part = 0; part < count; part++) {
      NDIndex rows =
          new NDIndex()
              .addSliceDim(
                  from + (to - from) * part / count, from + (to - from) * (part + 1) / count);
      try (NDManager passing = network.manager().newSubManager()) {
        NDArray some = inputs.get(rows);
        NDArray truths = labels.get(rows);
        some.attach(passing);
        truths.attach(passing);
        network.gather(here(some, network, passing), here(truths, network, passing), mixing);
      }
    }
  }

  private static NDArray here(NDArray array, TrainableNetwork network, NDManager owner) {
    NDArray moved = array.toDevice(device(network), false);
    moved.attach(owner);
    return moved;
  }

  private static Device device(TrainableNetwork network) {
    return network.manager().getDevice();
  }

  /** Waits for all; of several failures the first is thrown, the others with it. */
  private void together(List<Runnable> work) {
    List<Future<?>> all = new ArrayList<>();
    for (Runnable one : work) {
      all.add(threads.submit(one));
    }
    RuntimeException failure = null;
    boolean interrupted = false;
    for (Future<?> one : all) {
      for (boolean done = false; !done; ) {
        try {
          one.get();
          done = true;
        } catch (ExecutionException e) {
          done = true;
          RuntimeException found =
              e.getCause() instanceof RuntimeException cause
                  ? cause
                  : new IllegalStateException(e.getCause());
          if (failure == null) {
            failure = found;
          } else {
            failure.addSuppressed(found);
          }
        } catch (InterruptedException e) {
          interrupted = true; // a step is made whole; who asks for the flag finds it set
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Gives each network the sum of what all have gathered, added in their order. */
  private void share() {
    TrainableNetwork first = networks.get(0);
    try (NDManager passing = first.manager().newSubManager()) {
      NDList sums = new NDList();
      for (TrainableNetwork network : networks) {
        try (NDManager theirs = network.manager().newSubManager()) {
          NDList gathered = network.gathered(theirs); // none of one that had no sample
          for (int i = 0; i < gathered.size(); i++) {
            NDArray moved = here(gathered.get(i), first, passing);
            if (sums.size() < gathered.size()) {
              sums.add(moved);
            } else {
              sums.get(i).addi(moved);
            }
          }
        }
      }
      for (TrainableNetwork network : networks) {
        try (NDManager theirs = network.manager().newSubManager()) {
          NDList copies = new NDList();
          for (NDArray sum : sums) {
            NDArray moved = sum.toDevice(device(network), true);
            moved.attach(theirs);
            copies.add(moved);
          }
          network.putGathered(copies);
        }
      }
    }
  }

  /** Closes the other networks; the first closes this. */
  @Override
  public void close() {
    threads.shutdown();
    networks.subList(1, networks.size()).forEach(TrainableNetwork::close);
  }
}
