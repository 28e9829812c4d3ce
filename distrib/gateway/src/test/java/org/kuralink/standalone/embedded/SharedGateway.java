/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One framework for the tests of a class, because its start takes longer than most of them: a
 * static field with {@code @RegisterExtension}. Each test finds it without a configuration and
 * keeps the state of its bundles in a directory of its own; a test that wants a restart stops it.
 */
public final class SharedGateway implements AfterAllCallback {

  private Optional<EmbeddedGateway> running = Optional.empty();
  private Optional<Path> storage = Optional.empty();

  /**
   * The gateway without a configuration.
   *
   * @param data where the bundles keep their state; after {@link #stop()} with the same directory
   *     this is a restart of the gateway
   */
  public EmbeddedGateway on(Path data) {
    // not one of the framework, which would be the same for all tests
    System.setProperty(EmbeddedGateway.DATA, data.toString());
    if (running.isEmpty()) {
      running = Optional.of(EmbeddedGateway.start(freshStorage(), Map.of()));
    }
    return running.get();
  }

  /** Takes back what a test has configured and registered. */
  public void clear() {
    if (running.isPresent() && !running.get().clear()) {
      stop();
    }
  }

  /** Stops the gateway; the next test or start gets a new one. */
  public void stop() {
    running.ifPresent(EmbeddedGateway::close);
    running = Optional.empty();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop();
    System.clearProperty(EmbeddedGateway.DATA);
    storage.ifPresent(SharedGateway::delete);
    storage = Optional.empty();
  }

  private Path freshStorage() {
    storage.ifPresent(SharedGateway::delete);
    try {
      Path fresh = Files.createTempDirectory("shared-gateway");
      storage = Optional.of(fresh);
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
