/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.store.Medium;
import org.kuralink.store.WholeFile;

/**
 * Keeps the platform's models on disk, one file a product, so that values are checked from the
 * first moment of the next start. A file is replaced as a whole or not at all.
 */
public final class ModelCache {

  /** More than the platform's largest model; a larger file is none of ours. */
  public static final long MAX_BYTES = 4L * 1024 * 1024;

  private final Medium medium;
  private final Optional<Path> directory;

  /**
   * @param directory empty if there is no data directory: then nothing is kept
   */
  public ModelCache(Optional<Path> directory) {
    this(Medium.disk(), directory);
  }

  /** The same on a medium. */
  ModelCache(Medium medium, Optional<Path> directory) {
    this.medium = medium;
    this.directory = directory;
  }

  /** The document kept for a product. */
  public Optional<JsonText> find(String productKey) throws IOException {
    return directory.isEmpty()
        ? Optional.empty()
        : read(new WholeFile(medium, file(directory.get(), productKey)));
  }

  /** A document from a file; empty if there is no such file. */
  public static Optional<JsonText> read(Path file) throws IOException {
    return read(new WholeFile(file));
  }

  private static Optional<JsonText> read(WholeFile file) throws IOException {
    return file.read(MAX_BYTES).map(JsonText::wrap);
  }

  /** Differs when a file has changed, come or gone. */
  static String stamp(String file) {
    try {
      Path path = Path.of(file);
      return Files.getLastModifiedTime(path) + " " + Files.size(path);
    } catch (IOException | IllegalArgumentException e) {
      return e.getClass().getName();
    }
  }

  /** Keeps a document: when this returns it survives a power cut. */
  public void keep(String productKey, JsonText document) throws IOException {
    if (directory.isEmpty()) {
      return;
    }
    ByteBuffer bytes = document.bytes();
    byte[] content = new byte[bytes.remaining()];
    bytes.get(content);
    new WholeFile(medium, file(directory.get(), productKey)).write(content);
  }

  /** Forgets the document of a product. */
  public void forget(String productKey) throws IOException {
    if (directory.isPresent()) {
      new WholeFile(medium, file(directory.get(), productKey)).delete();
    }
  }

  private static Path file(Path directory, String productKey) {
    return directory.resolve("model-" + DataDirectory.fileName(productKey) + ".json");
  }
}
