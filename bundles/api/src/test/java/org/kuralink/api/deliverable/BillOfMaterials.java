/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.deliverable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Compares a bill of materials (CycloneDX) with the content of a deliverable. */
public final class BillOfMaterials {

  private BillOfMaterials() {}

  /** Returns the listed components, after checking that each has the necessary members. */
  public static List<JsonObject> components(Path bill) throws IOException {
    String text = Files.readString(bill);
    assertFalse(text.contains("\"timestamp\"") || text.contains("\"serialNumber\""), text);
    JsonObject json = JsonParser.parseString(text).getAsJsonObject();
    assertEquals("CycloneDX", json.get("bomFormat").getAsString());
    List<JsonObject> components = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("components")) {
      JsonObject component = element.getAsJsonObject();
      assertTrue(purl(component).startsWith("pkg:maven/"), element::toString);
      assertFalse(component.getAsJsonArray("licenses").isEmpty(), element::toString);
      components.add(component);
    }
    return components;
  }

  /** Returns the name of a component. */
  public static String purl(JsonObject component) {
    return component.get("purl").getAsString();
  }

  /** Returns the SHA-256 digest of a component. */
  public static String digest(JsonObject component) {
    for (JsonElement hash : component.getAsJsonArray("hashes")) {
      if (hash.getAsJsonObject().get("alg").getAsString().equals("SHA-256")) {
        return hash.getAsJsonObject().get("content").getAsString();
      }
    }
    throw new AssertionError("no SHA-256: " + component);
  }

  /** Returns the digests of jars and of the jars within them. */
  public static Set<String> digests(Collection<byte[]> jars) throws IOException {
    Set<String> digests = new TreeSet<>();
    for (byte[] jar : jars) {
      digests.add(HexFormat.of().formatHex(sha256(jar)));
      digests.addAll(digests(jarsWithin(new ByteArrayInputStream(jar))));
    }
    return digests;
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the jars in an archive, without jars within these. */
  public static List<byte[]> jarsWithin(InputStream archive) throws IOException {
    List<byte[]> jars = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(archive)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".jar")) {
          jars.add(zip.readAllBytes());
        }
      }
    }
    return jars;
  }

  /** Returns the jars in a folder. */
  public static List<byte[]> jarsIn(Path folder) throws IOException {
    return jarsIn(folder, "");
  }

  /** Returns the jars in a folder, except one. */
  public static List<byte[]> jarsIn(Path folder, String but) throws IOException {
    List<byte[]> jars = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        if (!file.endsWith(but)) {
          jars.add(Files.readAllBytes(file));
        }
      }
    }
    return jars;
  }
}
