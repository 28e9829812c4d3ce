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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.tsl.MalformedModelException;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.api.tsl.ThingModels;

/** The configured TSL files: one for each module of the product. */
final class ModelFiles {

  private final List<String> files;
  private final String product;
  private volatile List<String> faults = List.of();

  /**
   * @param configured the file names, separated by commas, semicolons or line breaks
   * @param product the product key whose documents are read; empty for all
   */
  ModelFiles(String configured, String product) {
    this.product = product;
    this.files =
        isFile(configured)
            ? List.of(configured)
            : Arrays.stream(configured.split("[,;\n\r]"))
                .map(String::strip)
                .filter(file -> !file.isEmpty())
                .toList();
  }

  private static boolean isFile(String name) {
    try {
      return Files.isRegularFile(Path.of(name));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns a text that changes when a file is changed, created or deleted. */
  String stamp() {
    return files.stream().map(ModelCache::stamp).collect(Collectors.joining("\n"));
  }

  /** Reads the files; reports each that cannot be read and goes on with the others. */
  Contents read(ThingModels reader) {
    List<JsonText> documents = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (String file : files) {
      try {
        Optional<JsonText> document = ModelCache.read(Path.of(file));
        if (document.isPresent()) {
          ThingModel alone = reader.read(document.get());
          if (product.isEmpty() || alone.productKey().equals(Optional.of(product))) {
            alone.warnings().forEach(warning -> warnings.add(file + ": " + warning));
            documents.add(document.get());
          }
        } else {
          faults.add("model.file " + file + " does not exist");
        }
      } catch (IOException | IllegalArgumentException e) {
        faults.add("model.file " + file + " cannot be read: " + ModelLog.words(e));
      } catch (MalformedModelException e) {
        faults.add("model.file " + file + " is not a valid TSL: " + e.getMessage());
      }
    }
    this.faults = List.copyOf(faults);
    return new Contents(documents, faults, warnings);
  }

  /** Returns the faults found by the last read. Any thread may call. */
  List<String> faults() {
    return faults;
  }

  /** Records that the files together are not a model, and returns the fault. */
  String refused(MalformedModelException why) {
    String fault = "model.file " + this + " is not a valid TSL: " + why.getMessage();
    faults = List.of(fault);
    return fault;
  }

  @Override
  public String toString() {
    return String.join(", ", files);
  }

  /**
   * The contents of the files.
   *
   * @param documents the readable documents
   * @param faults the faults of the other files
   * @param warnings the unreadable elements of the documents, with their files
   */
  record Contents(List<JsonText> documents, List<String> faults, List<String> warnings) {}
}
