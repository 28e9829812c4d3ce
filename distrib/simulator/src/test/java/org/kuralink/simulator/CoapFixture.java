/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.MapBasedOptionRegistry;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.kuralink.simulator.auth.SignMethod;
import org.kuralink.simulator.json.StrictJson;
import org.kuralink.simulator.live.Message;

/** A device that publishes over CoAP. */
abstract class CoapFixture extends PlatformFixture {
  static final String POST = "topic/sys/" + KEY + "/thing/event/property/post";
  static final int JSON = 50;
  static final int CBOR = 60;
  static final OpaqueOptionDefinition TOKEN = option(2088);
  static final OpaqueOptionDefinition SEQUENCE = option(2089);
  static final OpaqueOptionDefinition ID = option(2090);
  static final OpaqueOptionDefinition FORMER_TOKEN = option(61);

  private static OpaqueOptionDefinition option(int number) {
    return new OpaqueOptionDefinition(number, "option" + number, true, 0, 255);
  }

  CoapEndpoint udp() throws Exception {
    Configuration configuration = configuration();
    configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 0);
    return endpoint(
        new UDPConnector(new InetSocketAddress("127.0.0.1", 0), configuration), configuration);
  }

  CoapEndpoint dtls(CipherSuite... suites) throws Exception {
    try (InputStream in = Files.newInputStream(simulator.caPem())) {
      return dtls(CertificateFactory.getInstance("X.509").generateCertificates(in), suites);
    }
  }

  CoapEndpoint dtls(Collection<? extends Certificate> trusted, CipherSuite... suites)
      throws Exception {
    Configuration configuration = configuration();
    configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 1 << 20);
    DtlsConnectorConfig config =
        DtlsConnectorConfig.builder(configuration)
            .setAddress(new InetSocketAddress("127.0.0.1", 0))
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
            .set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false)
            .set(DtlsConfig.DTLS_CIPHER_SUITES, List.of(suites))
            .set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, true)
            .setAdvancedCertificateVerifier(
                StaticNewAdvancedCertificateVerifier.builder()
                    .setTrustedCertificates(trusted.toArray(Certificate[]::new))
                    .build())
            .build();
    return endpoint(new DTLSConnector(config), configuration);
  }

  private static Configuration configuration() {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    return Configuration.createStandardWithoutFile();
  }

  private CoapEndpoint endpoint(Connector connector, Configuration configuration) throws Exception {
    CoapEndpoint endpoint =
        CoapEndpoint.builder()
            .setConnector(connector)
            .setConfiguration(configuration)
            .setOptionRegistry(
                new MapBasedOptionRegistry(
                    StandardOptionRegistry.getDefaultOptionRegistry(),
                    TOKEN,
                    SEQUENCE,
                    ID,
                    FORMER_TOKEN))
            .build();
    endpoint.start();
    toClose.add(endpoint::destroy);
    return endpoint;
  }

  Request request(CoapEndpoint via, String path) {
    boolean secure = via.getUri().getScheme().equals("coaps");
    Request request = Request.newPost();
    request.setURI(
        (secure ? "coaps://localhost:" : "coap://127.0.0.1:")
            + (secure ? simulator.ports().coaps() : simulator.ports().coap())
            + "/"
            + path);
    request.getOptions().setContentFormat(JSON).setAccept(JSON);
    return request;
  }

  Optional<Response> send(CoapEndpoint via, Request request) throws Exception {
    return Optional.ofNullable(request.send(via).waitForResponse(PATIENCE.toMillis()));
  }

  /** The code as CoAP writes it. */
  String code(CoapEndpoint via, Request request) throws Exception {
    return send(via, request).map(response -> response.getCode().text).orElse("none");
  }

  /** Signed content of an authentication. */
  static JsonObject signed(Map<String, String> more) {
    Map<String, String> content = new TreeMap<>(more);
    content.put("clientId", "here");
    content.put("productKey", KEY.productKey());
    content.put("deviceName", KEY.deviceName());
    String sign = SignMethod.HMACMD5.sign(SECRET, content);
    JsonObject json = new JsonObject();
    content.forEach(json::addProperty);
    json.addProperty("sign", sign);
    return json;
  }

  Request authenticating(CoapEndpoint via, JsonObject content) {
    Request request = request(via, "auth");
    request.setPayload(content.toString());
    return request;
  }

  /** What the platform grants. */
  Granted authenticated(CoapEndpoint via, Map<String, String> more) throws Exception {
    Response response = send(via, authenticating(via, signed(more))).orElseThrow();
    if (!response.getCode().text.equals("2.05")) {
      throw new AssertionError(response.toString());
    }
    JsonObject json = StrictJson.parseObject(response.getPayload());
    String random = json.has("random") ? json.get("random").getAsString() : "";
    long offset = json.has("seqOffset") ? json.get("seqOffset").getAsLong() : 0;
    return new Granted(json.get("token").getAsString(), random, offset);
  }

  /** A token and the data of symmetric mode. */
  record Granted(String token, String random, long offset) {
    byte[] crypt(int mode, byte[] bytes) throws Exception {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest((SECRET + "," + random).getBytes(UTF_8));
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          mode,
          new SecretKeySpec(Arrays.copyOfRange(hash, 8, 24), "AES"),
          new IvParameterSpec("543yhjy97ae7fyfg".getBytes(UTF_8)));
      return cipher.doFinal(bytes);
    }

    byte[] encrypt(byte[] bytes) throws Exception {
      return crypt(Cipher.ENCRYPT_MODE, bytes);
    }

    byte[] decrypt(byte[] bytes) throws Exception {
      return crypt(Cipher.DECRYPT_MODE, bytes);
    }
  }

  /** A publication over DTLS. */
  Request publishing(CoapEndpoint via, String token, String path, byte[] body) {
    Request request = request(via, path);
    request.getOptions().addOtherOption(new Option(TOKEN, token.getBytes(UTF_8)));
    request.setPayload(body);
    return request;
  }

  /** A publication in symmetric mode. */
  Request publishing(CoapEndpoint via, Granted granted, long sequence, String path, byte[] body)
      throws Exception {
    Request request = publishing(via, granted.token, path, granted.encrypt(body));
    byte[] number = granted.encrypt(Long.toString(sequence).getBytes(UTF_8));
    request.getOptions().addOtherOption(new Option(SEQUENCE, number));
    return request;
  }

  static byte[] level(int value) {
    return ("{\"id\":\"" + value + "\",\"version\":\"1.0\",\"params\":{\"level\":" + value + "}}")
        .getBytes(UTF_8);
  }

  double level() throws Exception {
    var level = simulator.registry().required(KEY).properties().get("level");
    return level == null ? -1 : level.value().getAsDouble();
  }

  void fault(String json) throws Exception {
    var response = rest("PUT", devicePath("/faults"), json);
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
  }

  List<String> notes() {
    return simulator.journal().recent(1000, Message::up).stream().map(Message::note).toList();
  }

  /**
   * Sends datagrams, byte by byte, and gives in hex what comes back: waits for so many answers, and
   * looks for a moment whether there are more.
   */
  List<String> datagrams(int expected, byte[]... all) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (byte[] one : all) {
        toSimulator(socket, one);
      }
      List<String> answers = new ArrayList<>();
      while (true) {
        Optional<String> answer =
            answer(socket, answers.size() < expected ? (int) PATIENCE.toMillis() : 300);
        if (answer.isEmpty()) {
          return answers;
        }
        answers.add(answer.get());
      }
    }
  }

  /** Sends one datagram again and again until there is an answer. */
  Optional<String> untilAnswered(byte[] datagram) throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 300; i++) {
        toSimulator(socket, datagram);
        Optional<String> answer = answer(socket, 100);
        if (answer.isPresent()) {
          return answer;
        }
      }
      return Optional.empty();
    }
  }

  private void toSimulator(DatagramSocket socket, byte[] datagram) throws Exception {
    InetAddress host = InetAddress.getByName("127.0.0.1");
    int port = simulator.ports().coap();
    socket.send(new DatagramPacket(datagram, datagram.length, host, port));
  }

  private static Optional<String> answer(DatagramSocket socket, int waitMs) throws Exception {
    DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
    socket.setSoTimeout(waitMs);
    try {
      socket.receive(answer);
      return Optional.of(HexFormat.of().formatHex(answer.getData(), 0, answer.getLength()));
    } catch (SocketTimeoutException e) {
      return Optional.empty();
    }
  }
}
