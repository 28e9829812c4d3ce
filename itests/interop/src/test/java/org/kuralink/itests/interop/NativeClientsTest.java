/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests with C programs of other projects: {@code curl}, libcoap's {@code coap-client}, Mosquitto's
 * clients. Each must be on the {@code PATH}; if one is missing, its test fails with a message. Runs
 * with {@code -Pinterop-native}.
 */
@Tag("native")
class NativeClientsTest extends OnPlatform {

  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path directory;

  /** The output and the exit code of a program. */
  private record Said(int code, String out, String err) {
    JsonObject json() {
      return JsonParser.parseString(out).getAsJsonObject();
    }

    @Override
    public String toString() {
      return code + " " + out + " " + err;
    }
  }

  private static String tool(String name, String debianPackage) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return Path.of(folder, name).toString();
      }
    }
    return fail(
        name
            + " is not on the PATH: install it (Debian: apt-get install "
            + debianPackage
            + ") or run without -Pinterop-native");
  }

  private Process start(List<String> command) throws Exception {
    return new ProcessBuilder(command)
        .redirectOutput(directory.resolve("out").toFile())
        .redirectError(directory.resolve("err").toFile())
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .start();
  }

  private Said ended(Process process) throws Exception {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("no end: " + process.info().commandLine().orElse(""));
    }
    return new Said(
        process.exitValue(),
        // What is encrypted is no UTF-8.
        Files.readString(directory.resolve("out"), ISO_8859_1),
        Files.readString(directory.resolve("err")));
  }

  private Said run(List<String> command) throws Exception {
    return ended(start(command));
  }

  /** The content of an authentication; more is signed in between, as its name sorts. */
  private static String signed(Identity identity, String secret, String seq) throws Exception {
    String content =
        "clientIdnativedeviceName"
            + identity.deviceName()
            + "productKey"
            + identity.productKey()
            + (seq.isEmpty() ? "" : "seq" + seq);
    JsonObject json = new JsonObject();
    json.addProperty("productKey", identity.productKey());
    json.addProperty("deviceName", identity.deviceName());
    json.addProperty("clientId", "native");
    json.addProperty("signmethod", "hmacsha1");
    if (!seq.isEmpty()) {
      json.addProperty("seq", seq);
    }
    json.addProperty("sign", WireClient.sign("HmacSHA1", secret, content));
    return json.toString();
  }

  private static String post(double temperature) {
    return "{\"id\":\"1\",\"version\":\"1.0\",\"params\":{\"temperature\":" + temperature + "}}";
  }

  private static void assertArrived(Identity identity, double temperature, String transport) {
    JsonObject message = platform.rest.messages(identity, "up", "thing/event/property/post").get(0);
    assertTrue(Rest.text(message, "payload").contains(String.valueOf(temperature)));
    assertEquals(transport, Rest.text(message, "transport"));
    assertEquals("", Rest.text(message, "note"));
  }

  private Said curl(String path, String type, String body, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(tool("curl", "curl"), "--silent", "--show-error", "--cacert"));
    command.add(platform.authority().toString());
    command.addAll(List.of("--header", "Content-Type: " + type, "--data-binary", body));
    command.addAll(List.of(more));
    command.add("https://localhost:" + platform.ports().https() + path);
    return run(command);
  }

  @ParameterizedTest
  @CsvSource({"--http1.1, 1.1", "--http2, 2"})
  void curlAuthenticatesAndPublishes(String version, String spoken) throws Exception {
    Identity identity = platform.newDevice();
    String content = signed(identity, identity.deviceSecret(), "");
    Said said =
        curl(
            "/auth",
            "application/json",
            content,
            version,
            "--write-out",
            "%{stderr}%{http_version}");
    assertEquals(spoken, said.err, said.toString());
    JsonObject granted = said.json();
    assertEquals(0, granted.get("code").getAsInt(), granted.toString());
    String token = granted.getAsJsonObject("info").get("token").getAsString();
    JsonObject taken =
        curl(
                "/topic" + identity.topic("thing/event/property/post"),
                "application/octet-stream",
                post(21.5),
                version,
                "--header",
                "password: " + token)
            .json();
    assertEquals(0, taken.get("code").getAsInt(), taken.toString());
    assertTrue(taken.getAsJsonObject("info").has("messageId"));
    assertArrived(identity, 21.5, "https");
  }

  @Test
  void curlWithTheWrongSecretIsRefused() throws Exception {
    Identity identity = platform.newDevice();
    String content = signed(identity, "another secret", "");
    assertEquals(20000, curl("/auth", "application/json", content).json().get("code").getAsInt());
    Said unknown =
        curl(
            "/topic" + identity.topic("thing/event/property/post"),
            "application/octet-stream",
            post(1),
            "--header",
            "password: none");
    assertEquals(20003, unknown.json().get("code").getAsInt());
  }

  private Said coap(String tool, String uri, byte[] body, String... more) throws Exception {
    Path file = Files.write(directory.resolve("body"), body);
    List<String> command =
        new ArrayList<>(List.of(tool("coap-client-" + tool, "libcoap3-bin"), "-m", "post"));
    command.addAll(List.of("-t", "50", "-A", "50", "-B", "20", "-f", file.toString()));
    command.addAll(List.of(more));
    command.add(uri);
    return run(command);
  }

  @ParameterizedTest
  @CsvSource({"openssl", "gnutls"})
  void coapClientAuthenticatesAndPublishesOverDtls(String library) throws Exception {
    Identity identity = platform.newDevice();
    String address = "coaps://127.0.0.1:" + platform.ports().coaps();
    String[] trust = {"-R", platform.authority().toString()};
    byte[] content = signed(identity, identity.deviceSecret(), "").getBytes(UTF_8);
    Said granted = coap(library, address + "/auth", content, trust);
    assertTrue(granted.out.startsWith("{"), granted.toString());
    String option = "2088," + granted.json().get("token").getAsString();
    String topic = address + "/topic" + identity.topic("thing/event/property/post");
    Said taken = coap(library, topic, post(22.5).getBytes(UTF_8), trust[0], trust[1], "-O", option);
    assertEquals(0, taken.code, taken.toString());
    assertArrived(identity, 22.5, "coaps");
    Said refused =
        coap(library, topic, post(1).getBytes(UTF_8), trust[0], trust[1], "-O", "2088,none");
    assertTrue((refused.out + refused.err).contains("4.01"), refused.toString());
  }

  /** That on elliptic curves alone: that on RSA is one for all simulators of this process. */
  private Path firstAuthority(Platform other) throws Exception {
    String all = Files.readString(other.authority());
    String end = "-----END CERTIFICATE-----\n";
    return Files.writeString(
        directory.resolve("other.pem"), all.substring(0, all.indexOf(end) + end.length()));
  }

  @ParameterizedTest
  @CsvSource({"openssl", "gnutls"})
  void coapClientThatTrustsSomebodyElseGetsNothing(String library) throws Exception {
    Identity identity = platform.newDevice();
    try (Platform other = new Platform()) {
      Said said =
          coap(
              library,
              "coaps://127.0.0.1:" + platform.ports().coaps() + "/auth",
              signed(identity, identity.deviceSecret(), "").getBytes(UTF_8),
              "-R",
              firstAuthority(other).toString(),
              "-B",
              "5");
      assertFalse(said.out.contains("token"), said.toString());
      assertTrue((said.out + said.err).contains("cannot send"), said.toString());
    }
    assertEquals("inactive", Rest.text(platform.rest.get(identity.path()), "status"));
  }

  private static byte[] encrypted(String secret, String random, String plain) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest((secret + "," + random).getBytes(UTF_8));
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(Arrays.copyOfRange(hash, 8, 24), "AES"),
        new IvParameterSpec("543yhjy97ae7fyfg".getBytes(UTF_8)));
    return cipher.doFinal(plain.getBytes(UTF_8));
  }

  @Test
  void coapClientPublishesInSymmetricMode() throws Exception {
    Identity identity = platform.newDevice();
    String secret = identity.deviceSecret();
    String address = "coap://127.0.0.1:" + platform.ports().coap();
    Said wrong =
        coap("notls", address + "/auth", signed(identity, "another", "10").getBytes(UTF_8));
    assertTrue((wrong.out + wrong.err).contains("4.01"), wrong.toString());
    JsonObject granted =
        coap("notls", address + "/auth", signed(identity, secret, "10").getBytes(UTF_8)).json();
    String random = granted.get("random").getAsString();
    long number = granted.get("seqOffset").getAsLong() + 1;
    String sequence =
        "2089,0x" + HexFormat.of().formatHex(encrypted(secret, random, String.valueOf(number)));
    String token = "2088," + granted.get("token").getAsString();
    String topic = address + "/topic" + identity.topic("thing/event/property/post");
    byte[] body = encrypted(secret, random, post(23.5));
    Said taken = coap("notls", topic, body, "-O", token, "-O", sequence);
    assertEquals(0, taken.code, taken.toString());
    assertArrived(identity, 23.5, "coap");
    Said again = coap("notls", topic, body, "-O", token, "-O", sequence);
    assertTrue((again.out + again.err).contains("4.02"), again.toString());
  }

  private List<String> mosquitto(String tool, Identity identity, String secret, boolean tls)
      throws Exception {
    String content =
        "clientIdnativedeviceName" + identity.deviceName() + "productKey" + identity.productKey();
    List<String> command =
        new ArrayList<>(List.of(tool(tool, "mosquitto-clients"), "-V", "311", "-k", "60"));
    command.addAll(List.of("-i", "native|securemode=" + (tls ? 2 : 3) + ",signmethod=hmacsha1|"));
    command.addAll(List.of("-u", identity.deviceName() + "&" + identity.productKey()));
    command.addAll(List.of("-P", WireClient.sign("HmacSHA1", secret, content)));
    command.addAll(List.of("-h", "localhost", "-p"));
    command.add(String.valueOf(tls ? platform.ports().tls() : platform.ports().tcp()));
    if (tls) {
      command.addAll(List.of("--cafile", platform.authority().toString()));
    }
    return command;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mosquittoPublishes(boolean tls) throws Exception {
    Identity identity = platform.newDevice();
    List<String> command = mosquitto("mosquitto_pub", identity, identity.deviceSecret(), tls);
    command.addAll(
        List.of("-q", "1", "-t", identity.topic("thing/event/property/post"), "-m", post(24.5)));
    Said said = run(command);
    assertEquals(0, said.code, said.toString());
    assertArrived(identity, 24.5, "");
    command = mosquitto("mosquitto_pub", identity, "another secret", tls);
    command.addAll(List.of("-t", identity.topic("thing/event/property/post"), "-m", post(1)));
    assertNotEquals(0, run(command).code);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mosquittoHearsWhatItHasSubscribed(boolean tls) throws Exception {
    Identity identity = platform.newDevice();
    List<String> command = mosquitto("mosquitto_sub", identity, identity.deviceSecret(), tls);
    command.addAll(List.of("-q", "1", "-C", "1", "-W", "50"));
    command.addAll(List.of("-t", identity.topic("thing/service/property/set")));
    Process process = start(command);
    platform.rest.awaitDevice(
        identity,
        one ->
            one.get("session").isJsonObject()
                && one.getAsJsonObject("session").getAsJsonArray("subscriptions").size() == 1);
    platform.rest.post(
        identity.path() + "/properties/set", "{\"params\":{\"interval\":30},\"timeoutMs\":1}");
    Said said = ended(process);
    assertEquals(0, said.code, said.toString());
    assertEquals(30, said.json().getAsJsonObject("params").get("interval").getAsInt());
  }
}
