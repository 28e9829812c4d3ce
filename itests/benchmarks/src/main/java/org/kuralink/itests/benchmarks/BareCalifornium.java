/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.MapBasedOptionRegistry;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Plain Californium with default settings and the cipher suites of Kuralink; for symmetric
 * encryption also a Java cipher, created once.
 */
final class BareCalifornium implements BareReports.Client {

  private static final OpaqueOptionDefinition TOKEN = new OpaqueOptionDefinition(2088, "Token");
  private static final OpaqueOptionDefinition SEQUENCE =
      new OpaqueOptionDefinition(2089, "Sequence");
  private static final byte[] VECTOR = "543yhjy97ae7fyfg".getBytes(StandardCharsets.US_ASCII);

  private final CoapEndpoint endpoint;
  private final AddressEndpointContext server;
  private final String topic;
  private final byte[] token;
  private final @Nullable Cipher cipher;
  private long sequence;

  private BareCalifornium(
      Connector connector, Configuration settings, DeviceLogin device, int port, boolean secure)
      throws Exception {
    endpoint =
        CoapEndpoint.builder()
            .setConfiguration(settings)
            .setConnector(connector)
            .setOptionRegistry(
                new MapBasedOptionRegistry(
                    StandardOptionRegistry.STANDARD_OPTIONS, TOKEN, SEQUENCE))
            .build();
    endpoint.start();
    server = new AddressEndpointContext(new InetSocketAddress("localhost", port));
    topic = "topic" + device.topic("event/property/post");
    Map<String, String> more = secure ? Map.of() : Map.of("seq", "1");
    byte[] body = device.asksForToken(more).getBytes(StandardCharsets.UTF_8);
    Response response = send(request("auth", body)).get(30, TimeUnit.SECONDS);
    JsonObject answer = JsonParser.parseString(response.getPayloadString()).getAsJsonObject();
    token = answer.get("token").getAsString().getBytes(StandardCharsets.US_ASCII);
    if (secure) {
      cipher = null;
    } else {
      sequence = answer.get("seqOffset").getAsLong();
      cipher = cipher(device.deviceSecret() + "," + answer.get("random").getAsString());
    }
  }

  static BareCalifornium symmetric(DeviceLogin device, int port) throws Exception {
    Configuration settings = settings();
    UDPConnector connector = new UDPConnector(new InetSocketAddress(0), settings);
    return new BareCalifornium(connector, settings, device, port, false);
  }

  static BareCalifornium dtls(DeviceLogin device, int port, Path authorities) throws Exception {
    Configuration settings = settings();
    DtlsConnectorConfig.Builder dtls =
        new DtlsConnectorConfig.Builder(settings)
            .setAddress(new InetSocketAddress(0))
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
            .setAsList(
                DtlsConfig.DTLS_CIPHER_SUITES,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)
            .setAdvancedCertificateVerifier(
                StaticNewAdvancedCertificateVerifier.builder()
                    .setTrustedCertificates(
                        Authorities.read(authorities)
                            .certificates()
                            .toArray(new X509Certificate[0]))
                    .build());
    DTLSConnector connector = new DTLSConnector(dtls.build());
    return new BareCalifornium(connector, settings, device, port, true);
  }

  private static Configuration settings() {
    CoapConfig.register();
    DtlsConfig.register();
    return Configuration.createStandardWithoutFile();
  }

  private static Cipher cipher(String text) throws GeneralSecurityException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(Arrays.copyOfRange(digest, 8, 24), "AES"),
        new IvParameterSpec(VECTOR));
    return cipher;
  }

  private Request request(String path, byte[] payload) {
    Request request = new Request(CoAP.Code.POST, CoAP.Type.CON);
    request
        .getOptions()
        .setUriPath(path)
        .setContentFormat(MediaTypeRegistry.APPLICATION_JSON)
        .setAccept(MediaTypeRegistry.APPLICATION_JSON);
    request.setPayload(payload);
    request.setDestinationContext(server);
    return request;
  }

  private CompletableFuture<Response> send(Request request) {
    CompletableFuture<Response> result = new CompletableFuture<>();
    request.addMessageObserver(
        new MessageObserverAdapter() {
          @Override
          public void onResponse(Response response) {
            if (response.isSuccess()) {
              result.complete(response);
            } else {
              result.completeExceptionally(new IllegalStateException(response.toString()));
            }
          }

          @Override
          protected void failed() {
            result.completeExceptionally(new IllegalStateException("no answer"));
          }
        });
    endpoint.sendRequest(request);
    return result;
  }

  @Override
  public CompletionStage<?> post(byte[] message) {
    byte[] payload = cipher == null ? message : encrypt(cipher, message);
    Request request = request(topic, payload);
    request.getOptions().addOption(new Option(TOKEN, token));
    if (cipher != null) {
      byte[] number = Long.toString(++sequence).getBytes(StandardCharsets.US_ASCII);
      request.getOptions().addOption(new Option(SEQUENCE, encrypt(cipher, number)));
    }
    return send(request);
  }

  @Override
  public void postAndWait(byte[] message) throws Exception {
    post(message).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static byte[] encrypt(Cipher cipher, byte[] plain) {
    try {
      return cipher.doFinal(plain);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    endpoint.destroy();
  }
}
