/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.kuralink.api.deliverable.BillOfMaterials;

/** Tests that the gateway's bill of materials matches its content. */
class GatewayBillOfMaterialsTest {

  private static final Path GATEWAY = Path.of("target", "kuralink-gateway");
  private static final Path BILL = GATEWAY.resolve("kuralink-gateway.cdx.json");

  /** The bill is that of this one. */
  private static final String OWN = "kuralink-gateway.jar";

  /** Kura's view of the house is not in this gateway. */
  private static final String LEFT_OUT = "pkg:maven/org.kuralink/org.kuralink.kura@";

  @Test
  void itListsEachJarAndWhatThatEmbeds() throws Exception {
    List<byte[]> jars = BillOfMaterials.jarsIn(GATEWAY.resolve("bundle"), OWN);
    jars.addAll(BillOfMaterials.jarsIn(GATEWAY.resolve("lib"), OWN));
    Set<String> inside = BillOfMaterials.digests(jars);
    for (Path bill : billsOfPackages()) {
      inside.addAll(listed(bill));
    }
    assertEquals(inside, listed(BILL));
  }

  /** What lies unpacked in a bundle stands in the bill of its package. */
  private static List<Path> billsOfPackages() throws IOException {
    List<Path> bills = new ArrayList<>();
    try (DirectoryStream<Path> features =
        Files.newDirectoryStream(Path.of("../../features"), "kuralink*")) {
      for (Path feature : features) {
        try (DirectoryStream<Path> built =
            Files.newDirectoryStream(feature.resolve("target"), "*.cdx.json")) {
          built.forEach(bills::add);
        }
      }
    }
    assertFalse(bills.isEmpty());
    return bills;
  }

  @Test
  void itListsTheJettyThatIsWithinABundleOfFelix() throws Exception {
    String version;
    Set<String> packages = new TreeSet<>();
    Path bundle = GATEWAY.resolve("bundle/org.apache.felix.http.jetty.jar");
    try (JarFile jar = new JarFile(bundle.toFile())) {
      version = jar.getManifest().getMainAttributes().getValue("X-Jetty-Version");
      jar.stream()
          .map(entry -> entry.getName().split("/"))
          .filter(path -> path.length > 4 && path[1].equals("eclipse") && path[2].equals("jetty"))
          .forEach(path -> packages.add(path[3]));
    }
    packages.remove("version");
    String text = Files.readString(BILL);
    for (String name : packages) {
      String module = name.equals("http2") ? "http2/http2-server" : "/jetty-" + name;
      module = name.equals("alpn") ? "/jetty-alpn-server" : module;
      String purl = "org.eclipse.jetty" + (module.startsWith("/") ? "" : ".") + module;
      assertTrue(text.contains("pkg:maven/" + purl + "@" + version + "?type=jar"), purl);
    }
    assertEquals(9, packages.size(), packages::toString);
  }

  @Test
  void itGoesWhereTheGatewayGoes() throws IOException {
    try (ZipFile archive = new ZipFile("target/kuralink-gateway.zip")) {
      ZipEntry packed = archive.getEntry("kuralink-gateway/kuralink-gateway.cdx.json");
      String text =
          new String(archive.getInputStream(packed).readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(Files.readString(BILL), text);
      for (String jar : new String[] {"bundle/org.kuralink.connection.jar", "lib/" + OWN}) {
        assertNotNull(archive.getEntry("kuralink-gateway/" + jar), jar);
      }
    }
  }

  /** The digests of what a bill lists. */
  private static Set<String> listed(Path bill) throws IOException {
    Set<String> digests = new TreeSet<>();
    for (JsonObject component : BillOfMaterials.components(bill)) {
      if (BillOfMaterials.purl(component).startsWith(LEFT_OUT)) {
        assertFalse(bill.equals(BILL));
      } else if (component.has("hashes")) {
        digests.add(BillOfMaterials.digest(component));
      } else {
        assertTrue(component.get("group").getAsString().startsWith("org.eclipse.jetty"));
      }
    }
    return digests;
  }
}
