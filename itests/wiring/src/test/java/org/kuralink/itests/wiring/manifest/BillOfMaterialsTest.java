/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kuralink.api.deliverable.BillOfMaterials;
import org.kuralink.itests.wiring.House;

/** Tests that the bills of materials match the content of the deliverables byte for byte. */
class BillOfMaterialsTest {

  /** The libraries that a bundle holds unpacked. */
  private static final List<Path> UNPACKED =
      List.of(
          jarOf("org/eclipse/paho/client/mqttv3/MqttAsyncClient.class", "paho.client.mqttv3-"),
          jarOf("org/eclipse/californium/core/coap/Request.class", "californium-core-"),
          jarOf("org/eclipse/californium/elements/Connector.class", "element-connector-"),
          jarOf("org/eclipse/californium/scandium/DTLSConnector.class", "scandium-"),
          jarOf("co/nstant/in/cbor/CborEncoder.class", "cbor-"),
          jarOf("com/ghgande/j2mod/modbus/Modbus.class", "j2mod-"),
          jarOf("com/fazecast/jSerialComm/SerialPort.class", "jSerialComm-"),
          jarOf("org/eclipse/milo/opcua/sdk/client/OpcUaClient.class", "milo-sdk-client-"),
          jarOf("org/eclipse/milo/opcua/sdk/core/AccessLevel.class", "milo-sdk-core-"),
          jarOf("org/eclipse/milo/opcua/stack/core/Stack.class", "milo-stack-core-"),
          jarOf(
              "org/eclipse/milo/opcua/stack/transport/client/uasc/UascClientConfig.class",
              "milo-transport-"),
          jarOf("com/digitalpetri/netty/fsm/ChannelFsm.class", "netty-channel-fsm-"),
          jarOf("com/digitalpetri/fsm/Fsm.class", "strict-machine-"),
          jarOf("org/bouncycastle/asn1/ASN1Object.class", "bcprov-"),
          jarOf("org/bouncycastle/cert/X509v3CertificateBuilder.class", "bcpkix-"),
          jarOf("org/bouncycastle/asn1/cms/CMSObjectIdentifiers.class", "bcutil-"),
          jarOf("io/netty/handler/codec/ByteToMessageCodec.class", "netty-codec-"),
          jarOf("io/netty/util/HashedWheelTimer.class", "netty-common-"),
          jarOf("io/netty/buffer/ByteBuf.class", "netty-buffer-"),
          jarOf("io/netty/channel/Channel.class", "netty-transport-"),
          jarOf("io/netty/handler/timeout/TimeoutException.class", "netty-handler-"),
          jarOf("io/netty/resolver/AddressResolver.class", "netty-resolver-"));

  /** What is ours and stands in for a class of a library, so that Paho uses it. */
  private static final String OURS = "org/eclipse/paho/client/mqttv3/logging/LoggerFactory.class";

  static Stream<String> features() {
    return House.features().stream();
  }

  @ParameterizedTest
  @MethodSource("features")
  void thatOfAPackageListsItsBundlesAndWhatTheyEmbed(String feature) throws Exception {
    try (InputStream dp = Files.newInputStream(House.deploymentPackage(feature))) {
      List<byte[]> bundles = BillOfMaterials.jarsWithin(dp);
      Set<String> inside = BillOfMaterials.digests(bundles);
      List<Map<String, String>> classes = new ArrayList<>();
      for (byte[] bundle : bundles) {
        classes.add(classes(bundle));
      }
      for (Path library : UNPACKED) {
        if (unpackedIn(classes, library)) {
          inside.addAll(BillOfMaterials.digests(List.of(Files.readAllBytes(library))));
        }
      }
      assertEquals(inside, listed(House.billOfMaterials(feature)));
    }
  }

  @ParameterizedTest
  @CsvSource({"kuralink, paho", "kuralink-uplinks, californium", "kuralink-fieldbus, milo"})
  void thatOfAPackageNamesWhatItsLinesSpeakWith(String feature, String library) throws IOException {
    assertTrue(
        Files.readString(House.billOfMaterials(feature))
            .contains("pkg:maven/org.eclipse." + library + "/"));
  }

  @Test
  void thatOfTheSimulatorListsItsLibraries() throws Exception {
    Path bill = House.simulator().resolve("kuralink-simulator-" + House.version() + ".cdx.json");
    assertEquals(
        BillOfMaterials.digests(BillOfMaterials.jarsIn(House.simulator().resolve("lib"))),
        listed(bill));
  }

  /** Whether the classes of these jars are of a library, each but one of ours as it is there. */
  private static boolean unpackedIn(List<Map<String, String>> jars, Path library)
      throws IOException {
    Map<String, String> originals = classes(Files.readAllBytes(library));
    originals.remove(OURS);
    boolean unpacked = false;
    for (Map<String, String> jar : jars) {
      Map<String, String> copies = new TreeMap<>(jar);
      copies.keySet().retainAll(originals.keySet());
      if (!copies.isEmpty()) {
        Map<String, String> taken = new TreeMap<>(originals);
        taken.keySet().retainAll(copies.keySet());
        assertEquals(taken, copies);
        unpacked = true;
      }
    }
    return unpacked;
  }

  /** The classes of a jar by their names, in hex. */
  private static Map<String, String> classes(byte[] jar) throws IOException {
    Map<String, String> classes = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".class")) {
          classes.put(entry.getName(), HexFormat.of().formatHex(zip.readAllBytes()));
        }
      }
    }
    return classes;
  }

  /** The jar of this name among those that hold a class: the bundle holds it as well. */
  private static Path jarOf(String type, String name) {
    return BillOfMaterialsTest.class
        .getClassLoader()
        .resources(type)
        .map(URL::getPath)
        .filter(path -> path.contains(name))
        .map(path -> Path.of(URI.create(path.substring(0, path.indexOf('!')))))
        .findFirst()
        .orElseThrow();
  }

  /** The digests of what a bill lists. */
  private static Set<String> listed(Path bill) throws IOException {
    return BillOfMaterials.components(bill).stream()
        .map(BillOfMaterials::digest)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
