/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.connection.SessionState;
import org.kuralink.api.line.LineServer;
import org.kuralink.login.provider.Authentication;

class ConfigurationTest {

  private final Map<String, Object> properties =
      new HashMap<>(Map.of("product.key", "pk", "device.name", "dn", "device.secret", "s"));

  private ConnectionSettings read() throws InvalidConfigurationException {
    return ConnectionSettings.read(properties, UnaryOperator.identity());
  }

  private String problem() {
    return String.valueOf(
        assertThrows(InvalidConfigurationException.class, this::read).getMessage());
  }

  @Test
  void hasADefaultForAllButTheIdentity() throws Exception {
    ConnectionSettings settings = read();
    assertEquals(
        "ssl://pk.iot-as-mqtt.cn-shanghai.aliyuncs.com:1883",
        settings.login().endpoint().uri().toString());
    assertEquals(
        "https://iot-auth.cn-shanghai.aliyuncs.com", settings.login().authUrl().toString());
    assertEquals(Authentication.DEVICE_CERTIFICATE, settings.login().authentication());
    assertEquals(Duration.ofSeconds(120), settings.keepAlive());
    assertEquals(Duration.ofMillis(100), settings.queueLimits().flush());
    assertFalse(settings.toString().contains("=s,"));
  }

  @Test
  void takesTextsForNumbersAndBlanksForNothing() throws Exception {
    properties.put("port", " 443 ");
    properties.put("keep.alive.seconds", 60L);
    properties.put("clean.session", "TRUE");
    properties.put("transport", "WSS");
    properties.put("region", "");
    properties.put("host", new String[] {" broker.example "});
    ConnectionSettings settings = read();
    assertEquals("wss://broker.example:443", settings.login().endpoint().uri().toString());
    assertEquals(Duration.ofSeconds(60), settings.keepAlive());
    assertTrue(settings.cleanSession());
  }

  @ParameterizedTest
  @ValueSource(strings = {"https", "coaps", "coap-symmetric"})
  void leavesItToTheLineWhereItGoesUnlessItIsTold(String transport) throws Exception {
    ConnectionSettings mqtt = read();
    properties.put("transport", transport);
    ConnectionSettings own = read();
    assertEquals(new LineServer(transport, "", 0, "cn-shanghai", ""), own.server());
    assertFalse(mqtt.sameLink(own));
    properties.put("host", "gate.example");
    properties.put("port", 8443);
    properties.put("instance.id", "iot-06z00abcd");
    assertEquals(
        new LineServer(transport, "gate.example", 8443, "cn-shanghai", "iot-06z00abcd"),
        read().server());
    assertFalse(own.sameLink(read()));
  }

  @Test
  void whatIsChosenForCoapConcernsCoapAlone() throws Exception {
    ConnectionSettings mqtt = read();
    assertEquals(Map.of(), mqtt.options());
    properties.put("coap.payload", "CBOR");
    properties.put("coap.ack.mode", "separate");
    assertEquals(Map.of(), read().options());
    assertTrue(mqtt.sameLink(read()));
    properties.put("transport", "coaps");
    ConnectionSettings chosen = read();
    assertEquals(Map.of("coap.payload", "cbor", "coap.ack.mode", "separate"), chosen.options());
    properties.remove("coap.payload");
    assertFalse(chosen.sameLink(read()));
    properties.put("transport", "coap-symmetric");
    properties.remove("coap.ack.mode");
    assertEquals(Map.of("coap.payload", "json", "coap.ack.mode", "piggybacked"), read().options());
  }

  @Test
  void takesTheHostsOfItsInstance() throws Exception {
    properties.put("instance.id", "iot-06z00abcd");
    ConnectionSettings settings = read();
    assertEquals(
        "ssl://iot-06z00abcd.mqtt.iothub.aliyuncs.com:1883",
        settings.login().endpoint().uri().toString());
    assertEquals(
        "https://iot-06z00abcd.auth.iothub.aliyuncs.com", settings.login().authUrl().toString());
    properties.put("host", "broker.example");
    assertEquals("broker.example", read().login().endpoint().host());
  }

  @Test
  void takesThePortOfTheTransport() throws Exception {
    properties.put("transport", "ws");
    assertEquals(443, read().login().endpoint().port());
  }

  @ParameterizedTest
  @CsvSource({
    "port,70000,port is 70000; allowed is 0..65535",
    "host,broker.example:1884,host contains a port; move it to port",
    "host,[::1]:1884,host contains a port; move it to port",
    "host,a b,'host is not a host name or address; remove scheme and path'",
    "host,broker..example,'host is not a host name or address; remove scheme and path'",
    "host,1::2::3,'host is not a host name or address; remove scheme and path'",
    "region,-,region is not a region id such as cn-shanghai",
    "product.key,a%b,product.key has characters that a ProductKey cannot have",
    "instance.id,iot_instc.x,instance.id is not an instance id such as iot-06z00abcd",
    "auth.url,https://h:70000,'auth.url must have no user, query or fragment, and a valid port'",
    "port,many,port is not a whole number; allowed is 0..65535",
    "keep.alive.seconds,29,keep.alive.seconds is 29; allowed is 30..1200",
    "keep.alive.seconds,1201,keep.alive.seconds is 1201; allowed is 30..1200",
    "queue.capacity,0,queue.capacity is 0; allowed is 1..10000000",
    "request.timeout.seconds,1e3,request.timeout.seconds is not a whole number; allowed is 1..600",
    "clean.session,perhaps,clean.session must be true or false",
    "transport,udp,transport is 'udp'; allowed is one of tls tcp wss ws https coaps coap-symmetric",
    "fallback.transport,carrier-pigeon,fallback.transport is 'carrier-pigeon'; allowed is one of"
        + " none https",
    "fallback.after.seconds,0,fallback.after.seconds is 0; allowed is 1..86400",
    "fallback.after.seconds,-5,fallback.after.seconds is -5; allowed is 1..86400",
    "fallback.after.seconds,soon,fallback.after.seconds is not a whole number; allowed is 1..86400",
    "fallback.url,http://h,fallback.url must begin with https:// and name a host",
    "fallback.url,h o,fallback.url is not a URL; for example https://gateway.example:8443",
    "coap.payload,xml,coap.payload is 'xml'; allowed is one of json cbor",
    "coap.ack.mode,1,coap.ack.mode is '1'; allowed is one of piggybacked separate",
    "queue.full,wait,queue.full is 'wait'; allowed is one of drop-oldest refuse",
    "product.key,a b,product.key must not contain blanks or any of / + # & |",
    "device.name,x/y,device.name must not contain blanks or any of / + # & |",
    "product.key,123456789012345678901,product.key has 21 characters; at most 20",
    "client.id,a|b,client.id must not contain a vertical bar",
    "region,cn shanghai,region is not a region id such as cn-shanghai",
    "auth.url,http://x,auth.url must begin with https:// and name a host",
    "reconnect.max.seconds,5,'reconnect.max.seconds is 5, less than reconnect.min.seconds, 10'",
    "authentication,product-certificate,product.secret is missing; product-certificate needs it",
    "SslManagerService.target,SslManagerService,SslManagerService.target is not a filter; for"
        + " example (kura.service.pid=SslManagerService)",
    "KeystoreService.target,(a=b,KeystoreService.target is not a filter; for example"
        + " (kura.service.pid=KeystoreService)",
    "device.secret,'',device.secret is missing",
    "device.name,'',device.name is missing",
  })
  void saysWhichPropertyIsWrongAndWhatIsAllowed(String name, String value, String message) {
    properties.put(name, value);
    assertEquals(message, problem());
  }

  @ParameterizedTest
  @CsvSource({
    "transport,https,'fallback.transport is https, the same as transport; choose none'",
    "transport,coaps,'fallback.transport replaces MQTT only, but transport is coaps; choose"
        + " none'",
    "authentication,https-token,'fallback.transport cannot use the token of authentication"
        + " https-token, which is valid for MQTT only; choose device-certificate or"
        + " product-certificate, or none'",
    "fallback.url,https://h/path,fallback.url must have no path",
  })
  void aFallbackThatCouldNotStandInIsRefused(String name, String value, String message) {
    properties.put("fallback.transport", "https");
    properties.put(name, value);
    assertEquals(message, problem());
  }

  @Test
  void aFallbackHasAServerOfItsOwnAndTouchesNoLink() throws Exception {
    ConnectionSettings without = read();
    assertEquals(Optional.empty(), without.fallback());
    properties.put("fallback.transport", "HTTPS");
    properties.put("instance.id", "iot-06z00abcd");
    properties.put("fallback.after.seconds", "30");
    assertEquals(
        new FallbackSettings(
            new LineServer("https", "", 0, "cn-shanghai", "iot-06z00abcd"), Duration.ofSeconds(30)),
        read().fallback().orElseThrow());
    properties.remove("instance.id");
    properties.put("fallback.url", "https://gate.example");
    assertEquals(
        new LineServer("https", "gate.example", 443, "cn-shanghai", ""),
        read().fallback().orElseThrow().server());
    assertTrue(without.sameLink(read()));
  }

  @Test
  void onlyAServiceThatWasChosenCounts() throws Exception {
    ConnectionSettings without = read();
    for (String nothing : new String[] {"", "  ", ConnectionConfig.NO_SERVICE}) {
      properties.put("SslManagerService.target", nothing);
      properties.put("KeystoreService.target", nothing);
      assertEquals(without, read(), nothing);
    }
    properties.put("KeystoreService.target", "(kura.service.pid=mine)");
    properties.put("ca.certificate", "pem");
    assertEquals(new SessionTrust.Choice("pem", "", "(kura.service.pid=mine)"), read().trust());
  }

  @ParameterizedTest
  @CsvSource({"ca.certificate,pem", "KeystoreService.target,(a=b)"})
  void anSslManagerHasNobodyBesideIt(String name, String value) {
    properties.put("SslManagerService.target", "(kura.service.pid=SslManagerService)");
    properties.put(name, value);
    assertTrue(problem().startsWith("SslManagerService.target excludes ca.certificate"), problem());
  }

  @Test
  void collectsAllProblems() {
    properties.put("port", -1);
    properties.put("transport", "x");
    properties.remove("device.secret");
    String problem = problem();
    assertTrue(
        problem.contains("port") && problem.contains("transport") && problem.contains("secret"),
        problem);
  }

  @Test
  void comparesPasswordsDecryptedAndIgnoresForeignProperties() throws Exception {
    ConnectionSettings before = read();
    properties.put("device.secret", "encrypted");
    properties.put("component.id", 42L);
    properties.put("service.pid", "other");
    assertEquals(before, ConnectionSettings.read(properties, text -> "s"));
  }

  @ParameterizedTest
  @CsvSource({
    "request.timeout.seconds,20,false",
    "reconnect.min.seconds,20,false",
    "reconnect.max.seconds,600,false",
    "queue.capacity,10,false",
    "queue.max.megabytes,10,false",
    "queue.flush.milliseconds,0,false",
    "queue.directory,/tmp/q,false",
    "product.secret,unused,false",
    "auth.url,https://localhost,false",
    "registration,mqtt,false",
    "device.secret,new,true",
    "sign.method,hmacmd5,true",
    "client.id,new,true",
    "host,localhost,true",
    "port,8883,true",
    "transport,tcp,true",
    "region,us-west-1,true",
    "ca.certificate,pem,true",
    "SslManagerService.target,(a=b),true",
    "KeystoreService.target,(a=b),true",
    "keep.alive.seconds,60,true",
    "clean.session,true,true",
    "authentication,https-token,true",
  })
  void onlyWhatConcernsTheLinkDropsIt(String name, String value, boolean reconnects) {
    SessionRig rig = SessionRig.online();
    rig.configure(name, value);
    assertEquals(reconnects ? 2 : 1, rig.transports.size(), name);
    assertEquals(reconnects, rig.transports.get(0).closed);
    rig.configure();
    assertEquals(reconnects ? 2 : 1, rig.transports.size(), "configured again");
    rig.leap(120);
    assertTrue(rig.door.status().fault().stream().allMatch(f -> f.cause() == Cause.TIMEOUT));
  }

  @Test
  void aLimitOfTheQueueIsTakenWithoutOpeningItAgain() {
    SessionRig rig = SessionRig.online();
    rig.configure("queue.capacity", 10);
    assertEquals(1, rig.queuesOpened);
    assertEquals(10, rig.queue.limits.get(0).maxMessages());
    rig.configure("queue.directory", "/tmp/other");
    assertEquals(2, rig.queuesOpened);
    assertTrue(rig.queue.closed);
  }

  @Test
  void aWrongConfigurationIsToldAndWhatRunsGoesOn() {
    SessionRig rig = SessionRig.online();
    rig.configure("port", 70_000);
    assertEquals(SessionState.ONLINE, rig.state());
    assertEquals(Cause.CONFIGURATION, rig.door.status().fault().orElseThrow().cause());
    rig.configure("port", 1884);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void aWrongConfigurationFromTheStartIsToldAndCanBeMended() {
    SessionRig rig = new SessionRig();
    rig.configure("port", 70_000);
    assertEquals(SessionState.STOPPED, rig.state());
    assertTrue(rig.door.status().fault().orElseThrow().message().contains("0..65535"));
    rig.configure("port", 1883);
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void aDisconnectedSessionStaysSoWhenItIsConfigured() {
    SessionRig rig = SessionRig.online();
    rig.door.disconnect();
    rig.configure("port", 1884);
    assertEquals(SessionState.STOPPED, rig.state());
    rig.door.connect();
    rig.time.settle();
    assertEquals(SessionState.CONNECTING, rig.state());
  }

  @Test
  void anAttemptUnderWayStartsAgainWithTheNewConfiguration() {
    SessionRig rig = new SessionRig();
    rig.configure();
    rig.configure("port", 1884);
    assertEquals(2, rig.transports.size());
    assertTrue(rig.transports.get(0).closed);
    rig.transports.get(0).accept();
    rig.time.settle();
    assertEquals(SessionState.CONNECTING, rig.state());
    rig.accept();
    assertEquals(SessionState.ONLINE, rig.state());
  }

  @Test
  void aPauseEndsWhenTheLinkIsConfiguredAnew() {
    SessionRig rig = SessionRig.online();
    rig.lose();
    rig.configure("device.secret", "right");
    assertEquals(SessionState.CONNECTING, rig.state());
  }

  @Test
  void aConfigurationThatIsRightAgainIsNoFaultAnyMore() {
    SessionRig rig = SessionRig.online();
    for (String right : new String[] {"100000", "50000"}) {
      rig.configure("queue.capacity", "many");
      assertTrue(rig.door.status().fault().orElseThrow().message().contains("queue.capacity"));
      rig.configure("queue.capacity", right);
      assertEquals(Optional.empty(), rig.door.status().fault());
    }
    assertEquals(1, rig.transports.size());
  }
}
