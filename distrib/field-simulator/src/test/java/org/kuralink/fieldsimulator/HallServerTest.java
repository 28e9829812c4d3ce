/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import static org.awaitility.Awaitility.await;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.identity.AnonymousProvider;
import org.eclipse.milo.opcua.sdk.client.identity.IdentityProvider;
import org.eclipse.milo.opcua.sdk.client.identity.UsernameProvider;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaMonitoredItem;
import org.eclipse.milo.opcua.sdk.client.subscriptions.OpcUaSubscription;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.CallMethodResult;
import org.eclipse.milo.opcua.stack.core.types.structured.ContentFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.ContentFilterElement;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.EventFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.SimpleAttributeOperand;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with one shared server, because it takes seconds to start. */
class HallServerTest {

  private static final String URI = "urn:kuralink:field-simulator:client";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final AnonymousProvider NOBODY = new AnonymousProvider();

  @TempDir static Path data;
  private static HallServer.Settings settings;
  private static HallServer server;
  private static FieldSlave slave;
  private static FieldOrders orders;
  private static KeyPair keys;
  private static X509Certificate certificate;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    settings = new HallServer.Settings("127.0.0.1", port, "operator", "test123", true, data);
    server = new HallServer(settings);
    server.on();
    slave = new FieldSlave(0, List.of(1));
    orders = new FieldOrders(slave, () -> Optional.of(server));
    keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    certificate =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("client")
            .setApplicationUri(URI)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    slave.close();
  }

  @AfterEach
  void allIsRight() throws Exception {
    orders.execute("on opcua");
    orders.execute("node Hall answer");
  }

  private static OpcUaClient connect() throws Exception {
    return connect(SecurityPolicy.None, MessageSecurityMode.None, NOBODY);
  }

  /** A busy machine may let the question for the endpoints run out of its time. */
  private static OpcUaClient connect(
      SecurityPolicy policy, MessageSecurityMode mode, IdentityProvider who) throws Exception {
    OpcUaClient client =
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(UaException.class)
            .until(() -> create(policy, mode, who), Objects::nonNull);
    client.connect();
    return client;
  }

  private static OpcUaClient create(
      SecurityPolicy policy, MessageSecurityMode mode, IdentityProvider who) throws Exception {
    return OpcUaClient.create(
        settings.url(),
        endpoints -> endpoints.stream().filter(each -> fits(each, policy, mode)).findFirst(),
        transport -> {},
        config ->
            config
                .setApplicationUri(URI)
                .setApplicationName(LocalizedText.english("client"))
                .setKeyPair(keys)
                .setCertificate(certificate)
                .setCertificateChain(new X509Certificate[] {certificate})
                .setCertificateValidator(new CertificateValidator.InsecureCertificateValidator())
                .setRequestTimeout(uint(PATIENCE.toMillis()))
                .setIdentityProvider(who));
  }

  private static boolean fits(
      EndpointDescription endpoint, SecurityPolicy policy, MessageSecurityMode mode) {
    return policy.getUri().equals(endpoint.getSecurityPolicyUri())
        && mode == endpoint.getSecurityMode();
  }

  private static NodeId node(OpcUaClient client, String path) {
    return new NodeId(client.getNamespaceTable().getIndex("urn:kuralink:field-simulator"), path);
  }

  private static DataValue read(OpcUaClient client, String path) throws UaException {
    return client.readValue(0, TimestampsToReturn.Both, node(client, path));
  }

  private static Object value(OpcUaClient client, String path) throws UaException {
    return read(client, path).getValue().getValue();
  }

  private static StatusCode write(OpcUaClient client, String path, Object value)
      throws UaException {
    return client
        .writeValues(List.of(node(client, path)), List.of(DataValue.valueOnly(new Variant(value))))
        .get(0);
  }

  private static CallMethodResult calibrate(OpcUaClient client, Object... inputs)
      throws UaException {
    Variant[] given = new Variant[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      given[i] = new Variant(inputs[i]);
    }
    return client.call(
            List.of(
                new CallMethodRequest(
                    node(client, "Hall/Oven 1"), node(client, "Hall/Oven 1/Calibrate"), given)))
        .getResults()[0];
  }

  @Test
  void itsNodesMoveAndKeepWhatIsWritten() throws Exception {
    OpcUaClient client = connect();
    try {
      assertTrue(value(client, "Hall/Oven 1/Temperature") instanceof Double);
      assertTrue(value(client, "Hall/Oven 1/Pressure") instanceof Float);
      assertTrue(value(client, "Hall/Oven 1/Door") instanceof Boolean);
      assertTrue(List.of("heating", "cooling").contains(value(client, "Hall/Oven 2/State")));
      int count = (int) value(client, "Hall/Oven 1/Count");
      await().atMost(PATIENCE).until(() -> (int) value(client, "Hall/Oven 1/Count") > count);
      assertTrue(write(client, "Hall/Oven 2/Recipe", "rye").isGood());
      assertTrue(write(client, "Hall/Oven 2/Mode", (short) 3).isGood());
      assertEquals("rye", value(client, "Hall/Oven 2/Recipe"));
      assertEquals((short) 3, value(client, "Hall/Oven 2/Mode"));
      assertEquals(
          StatusCodes.Bad_UserAccessDenied,
          write(client, "Hall/Oven 2/Temperature", 1.0).getValue());
      assertEquals(27, calibrate(client, 2.5, 2.0).getOutputArguments()[0].getValue());
      assertEquals(
          StatusCodes.Bad_ArgumentsMissing, calibrate(client, 2.5).getStatusCode().getValue());
    } finally {
      client.disconnect();
    }
  }

  @Test
  void eachPolicyIsThereAndTheCertificateIsKept() throws Exception {
    UsernameProvider operator = new UsernameProvider("operator", "test123");
    for (SecurityPolicy policy :
        List.of(
            SecurityPolicy.None,
            SecurityPolicy.Basic128Rsa15,
            SecurityPolicy.Basic256,
            SecurityPolicy.Basic256Sha256)) {
      MessageSecurityMode mode =
          policy == SecurityPolicy.None
              ? MessageSecurityMode.None
              : MessageSecurityMode.SignAndEncrypt;
      OpcUaClient client = connect(policy, mode, operator);
      assertTrue(value(client, "Hall/Oven 1/Light") instanceof Boolean);
      client.disconnect();
    }
    UaException refused =
        assertThrows(
            UaException.class,
            () ->
                connect(
                    SecurityPolicy.Basic256Sha256,
                    MessageSecurityMode.Sign,
                    new UsernameProvider("operator", "test124")));
    assertEquals(StatusCodes.Bad_UserAccessDenied, refused.getStatusCode().getValue());
    assertEquals(HallCertificate.of(data).certificate(), HallCertificate.of(data).certificate());
  }

  /** The notifications of a subscription for a value, for the events of the server, or for both. */
  private static final class Heard {
    final Queue<DataValue> values = new ConcurrentLinkedQueue<>();
    final Queue<Variant[]> events = new ConcurrentLinkedQueue<>();

    Heard(OpcUaClient client, String path) throws UaException {
      OpcUaSubscription subscription = new OpcUaSubscription(client, 100.0);
      subscription.create();
      OpcUaMonitoredItem value = OpcUaMonitoredItem.newDataItem(node(client, path));
      value.setSamplingInterval(100.0);
      value.setDataValueListener((item, heard) -> values.add(heard));
      subscription.addMonitoredItem(value);
      OpcUaMonitoredItem event = OpcUaMonitoredItem.newEventItem(NodeIds.Server, filter(client));
      event.setEventValueListener((item, fields) -> events.add(fields));
      subscription.addMonitoredItem(event);
      subscription.synchronizeMonitoredItems();
    }
  }

  @Test
  void itTellsChangesAndEvents() throws Exception {
    OpcUaClient client = connect();
    try {
      Heard heard = new Heard(client, "Hall/Oven 1/Count");
      await().atMost(PATIENCE).until(() -> heard.values.size() >= 3);
      assertEquals("1 event", orders.execute("event Hall/Oven 2"));
      await().atMost(PATIENCE).until(() -> source(heard, client, "Hall/Oven 2"));
      assertTrue(write(client, "Hall/Oven 1/Limit", 30.0).isGood());
      await().atMost(PATIENCE).until(() -> source(heard, client, "Hall/Oven 1"));
    } finally {
      client.disconnect();
    }
  }

  private static EventFilter filter(OpcUaClient client) {
    int index = client.getNamespaceTable().getIndex("urn:kuralink:field-simulator").intValue();
    return new EventFilter(
        new SimpleAttributeOperand[] {
          field(new QualifiedName(0, "SourceNode")),
          field(new QualifiedName(index, "limit")),
          field(new QualifiedName(index, "temperature"))
        },
        new ContentFilter(new ContentFilterElement[0]));
  }

  private static SimpleAttributeOperand field(QualifiedName name) {
    return new SimpleAttributeOperand(
        NodeIds.BaseEventType, new QualifiedName[] {name}, AttributeId.Value.uid(), "");
  }

  private static boolean source(Heard heard, OpcUaClient client, String path) {
    return heard.events.stream()
        .anyMatch(
            fields ->
                node(client, path).equals(fields[0].getValue())
                    && fields[1].getValue() instanceof Double);
  }

  @Test
  void aNodeIsBadLateOrSilent() throws Exception {
    OpcUaClient client = connect();
    try {
      Heard heard = new Heard(client, "Hall/Oven 2/Count");
      await().atMost(PATIENCE).until(() -> !heard.values.isEmpty());
      assertEquals(
          "node Hall/Oven 2/Count: bad Bad_SensorFailure",
          orders.execute("node Objects/Hall/Oven 2/Count bad Bad_SensorFailure"));
      assertEquals(
          StatusCodes.Bad_SensorFailure,
          read(client, "Hall/Oven 2/Count").getStatusCode().getValue());
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  heard.values.stream()
                      .anyMatch(
                          each ->
                              each.getStatusCode().getValue() == StatusCodes.Bad_SensorFailure));
      orders.execute("node Hall/Oven 2/Count delay 20");
      assertTrue(value(client, "Hall/Oven 2/Count") instanceof Integer);
      orders.execute("node Hall/Oven 2 silent");
      CompletableFuture<List<DataValue>> silent =
          client.readValuesAsync(
              0, TimestampsToReturn.Both, List.of(node(client, "Hall/Oven 2/Light")));
      assertThrows(TimeoutException.class, () -> silent.get(300, TimeUnit.MILLISECONDS));
      assertTrue(value(client, "Hall/Oven 1/Light") instanceof Boolean);
      assertEquals("node Hall/Oven 2: silent", orders.execute("status"));
      orders.execute("node Hall/Oven 2 answer");
      assertTrue(silent.get(60, TimeUnit.SECONDS).get(0).getValue().getValue() instanceof Boolean);
      orders.execute("node Hall/Oven 1/Calibrate bad Bad_OutOfService");
      assertEquals(
          StatusCodes.Bad_OutOfService, calibrate(client, 1.0, 1.0).getStatusCode().getValue());
    } finally {
      client.disconnect();
    }
  }

  @Test
  void itIsSwitchedOffAndOn() throws Exception {
    OpcUaClient client = connect();
    client.disconnect();
    assertEquals("opcua off", orders.execute("off opcua"));
    assertThrows(
        UaException.class, () -> create(SecurityPolicy.None, MessageSecurityMode.None, NOBODY));
    assertEquals("opcua on", orders.execute("on opcua"));
    OpcUaClient again = connect();
    assertTrue(value(again, "Hall/Oven 1/Light") instanceof Boolean);
    again.disconnect();
  }

  @Test
  void whatCannotBeOrderedIsToldInWords() {
    for (String order :
        List.of(
            "node Hall",
            "node Hall/Oven 9 silent",
            "node Hall bad Bad_Luck",
            "node Hall delay 999999999",
            "event Hall/Oven 9")) {
      assertThrows(IllegalArgumentException.class, () -> orders.execute(order), order);
    }
  }
}
