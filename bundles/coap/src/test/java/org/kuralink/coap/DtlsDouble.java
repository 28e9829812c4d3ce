/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.jspecify.annotations.Nullable;
import org.kuralink.login.TestCertificates;

/** A double of the platform's CoAP service behind DTLS, with a certificate that a test chooses. */
final class DtlsDouble implements MessageDeliverer, AutoCloseable {

  final List<Request> requests = new CopyOnWriteArrayList<>();

  /** How each handshake began, as Scandium calls it. */
  final List<String> handshakes = new CopyOnWriteArrayList<>();

  volatile Function<Request, ResponseCode> messages = request -> ResponseCode.CONTENT;

  private final Connector connector;
  private final CoapEndpoint endpoint;

  DtlsDouble(String certificate) throws Exception {
    this(InetAddress.getLoopbackAddress(), certificate);
  }

  DtlsDouble(InetAddress address, String certificate) throws Exception {
    this(address, certificate, null);
  }

  /** One that knows clients by a name of so many bytes (RFC 9146), if that is not null. */
  DtlsDouble(InetAddress address, String certificate, @Nullable Integer connectionId)
      throws Exception {
    Configuration settings = Configuration.createStandardWithoutFile();
    settings.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 1024 * 1024);
    settings.set(CoapConfig.PREFERRED_BLOCK_SIZE, 1024);
    settings.set(CoapConfig.MAX_MESSAGE_SIZE, 1024);
    KeyStore keys = TestCertificates.shared().privateKey(certificate);
    PrivateKey key = (PrivateKey) keys.getKey(certificate, "changeit".toCharArray());
    connector =
        new Connector(
            new DtlsConnectorConfig.Builder(settings)
                .setAddress(new InetSocketAddress(address, 0))
                .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY)
                .set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NONE)
                .setAsList(
                    DtlsConfig.DTLS_CIPHER_SUITES,
                    key.getAlgorithm().equals("RSA")
                        ? CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
                        : CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)
                .set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, connectionId)
                .set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 5, TimeUnit.SECONDS)
                .setCertificateIdentityProvider(
                    new SingleCertificateProvider(key, keys.getCertificateChain(certificate)))
                .build());
    endpoint =
        CoapEndpoint.builder()
            .setConfiguration(settings)
            .setConnector(connector)
            .setOptionRegistry(CoapMessages.OPTIONS)
            .build();
    endpoint.setMessageDeliverer(this);
    endpoint.start();
  }

  int port() {
    return endpoint.getAddress().getPort();
  }

  /** As after a restart: no session is known. */
  void forget() {
    connector.clearConnectionState();
  }

  List<Request> to(String path) {
    return requests.stream().filter(one -> path(one).startsWith(path)).toList();
  }

  static String path(Request request) {
    return "/" + request.getOptions().getUriPathString();
  }

  static String token(Request request) {
    Option token = request.getOptions().getOtherOption(CoapMessages.TOKEN);
    return new String(token.getValue());
  }

  @Override
  public void deliverRequest(Exchange exchange) {
    Request request = exchange.getRequest();
    requests.add(request);
    Response response;
    if (path(request).equals("/auth")) {
      response = new Response(ResponseCode.CONTENT);
      response.setPayload("{\"token\":\"tok-" + to("/auth").size() + "\"}");
    } else {
      response = new Response(messages.apply(request));
    }
    exchange.sendResponse(response);
  }

  @Override
  public void deliverResponse(Exchange exchange, Response response) {
    throw new AssertionError("nobody is asked");
  }

  @Override
  public void close() {
    endpoint.destroy();
  }

  private final class Connector extends DTLSConnector {

    Connector(DtlsConnectorConfig config) {
      super(config);
    }

    @Override
    protected void onInitializeHandshaker(Handshaker handshaker) {
      handshakes.add(handshaker.getClass().getSimpleName());
    }
  }
}
