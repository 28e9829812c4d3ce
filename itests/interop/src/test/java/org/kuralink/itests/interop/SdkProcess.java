/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The official SDK in a Node.js process: commands go in and the events of the SDK come out, both as
 * lines of JSON. One daemon thread reads until the process ends.
 */
final class SdkProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path HOME = Path.of(System.getProperty("kuralink.interop", "."));

  private final Process process;
  private final Writer orders;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<JsonObject> told = new ArrayList<>();

  private SdkProcess(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "sdk-output-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts {@code script} of src/test/javascript; with {@code ca} Node.js trusts that authority as
   * well.
   */
  static SdkProcess start(String script, Path ca) {
    ProcessBuilder builder =
        new ProcessBuilder("node", HOME.resolve("src/test/javascript").resolve(script).toString());
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(HOME.resolve("target/sdk-errors.log").toFile()));
    builder.environment().remove("DEBUG");
    builder.environment().remove("NODE_EXTRA_CA_CERTS");
    if (ca != null) {
      builder.environment().put("NODE_EXTRA_CA_CERTS", ca.toString());
    }
    try {
      return new SdkProcess(builder.start());
    } catch (IOException failure) {
      throw new UncheckedIOException("node does not start", failure);
    }
  }

  void order(JsonObject order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException failure) {
      throw new UncheckedIOException("the SDK's process reads no more", failure);
    }
  }

  /** Waits for the next event of this name and takes it. */
  JsonObject awaitEvent(String name) {
    return awaitEvent(name, event -> true);
  }

  JsonObject awaitEvent(String name, Predicate<JsonObject> wanted) {
    AtomicReference<JsonObject> found = new AtomicReference<>();
    await("event " + name + " of the SDK, which told " + all())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              found.set(take(name, wanted));
              return found.get() != null;
            });
    return found.get();
  }

  /** What the SDK has told and nobody has taken. */
  List<JsonObject> all() {
    lock.lock();
    try {
      return List.copyOf(told);
    } finally {
      lock.unlock();
    }
  }

  boolean hasTold(String name) {
    return all().stream().anyMatch(event -> event.get("event").getAsString().equals(name));
  }

  private JsonObject take(String name, Predicate<JsonObject> wanted) {
    lock.lock();
    try {
      for (Iterator<JsonObject> events = told.iterator(); events.hasNext(); ) {
        JsonObject event = events.next();
        if (event.get("event").getAsString().equals(name) && wanted.test(event)) {
          events.remove();
          return event;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonObject event = JsonParser.parseString(line).getAsJsonObject();
        lock.lock();
        try {
          told.add(event);
        } finally {
          lock.unlock();
        }
      }
    } catch (IOException ended) {
      // The process is gone; whoever waits for an event says so.
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
