/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.LineLogin;
import org.kuralink.login.sign.SecretSigner;
import org.kuralink.login.sign.SignMethod;

class SignedLoginTest {

  private static final DeviceIdentity DEVICE = new DeviceIdentity("pk", "device");
  private static final Secret SECRET = Secret.of("secret");
  private static final Endpoint TCP = new Endpoint("localhost", 1883, Transport.TCP);

  private static SignedLogin sign(String clientId, OptionalLong timestamp, Endpoint endpoint)
      throws LoginException {
    return SignedLogin.of(DEVICE, SECRET, SignMethod.HMACSHA1, clientId, timestamp, endpoint);
  }

  @Test
  void reproducesTheExampleOfTheDeveloperGuide() throws LoginException {
    SignedLogin signed = sign("12345", OptionalLong.of(789), TCP);

    assertEquals("clientId12345deviceNamedeviceproductKeypktimestamp789", signed.content());
    assertEquals("FAFD82A3D602B37FB0FA8B7892F24A477F851A14", signed.login().password().reveal());
    assertEquals("device&pk", signed.login().userName());
    assertTrue(
        signed
            .login()
            .clientId()
            .startsWith("12345|securemode=3,signmethod=hmacsha1,timestamp=789,_v=kuralink-"),
        signed.login().clientId());
    assertTrue(signed.login().clientId().endsWith(",ext=1|"));
    assertEquals("tcp://localhost:1883", signed.login().server().toString());
  }

  @Test
  void leavesTheTimestampOutOfBothWhenThereIsNone() throws LoginException {
    SignedLogin signed = sign("12345", OptionalLong.empty(), TCP);

    assertEquals("clientId12345deviceNamedeviceproductKeypk", signed.content());
    assertFalse(signed.login().clientId().contains("timestamp"));
  }

  @ParameterizedTest
  @CsvSource({"TLS,2,ssl", "TCP,3,tcp", "WSS,2,wss", "WS,3,ws"})
  void tellsTheSecureModeOfItsTransport(Transport transport, int mode, String scheme)
      throws LoginException {
    MqttLogin login =
        sign("c", OptionalLong.empty(), new Endpoint("localhost", 443, transport)).login();

    assertTrue(login.clientId().contains("securemode=" + mode + ","), login.clientId());
    assertEquals(scheme + "://localhost:443", login.server().toString());
  }

  @Test
  void aSignerGivesTheStuffOfAKeyAndNoSecret() {
    SecretSigner signer = new SecretSigner(SignMethod.HMACSHA256, Secret.of("hidden"));
    assertEquals("hmacsha256", signer.method());
    assertEquals(32, signer.digest(",random").length);
    assertFalse(Arrays.equals(signer.digest(",random"), signer.digest(",other")));
    assertFalse(signer.toString().contains("hidden"), signer.toString());
  }

  @ParameterizedTest
  @EnumSource(SignMethod.class)
  void namesItsMethodAndSignsInUpperCase(SignMethod method) throws LoginException {
    MqttLogin login =
        SignedLogin.of(DEVICE, SECRET, method, "c", OptionalLong.empty(), TCP).login();

    assertTrue(login.clientId().contains("signmethod=" + method.wireName()));
    assertTrue(login.password().reveal().matches("[0-9A-F]{32,64}"));
  }

  @Test
  void takesProductKeyAndDeviceNameForAClientId() throws LoginException {
    assertTrue(sign("", OptionalLong.empty(), TCP).login().clientId().startsWith("pk.device|"));
  }

  @Test
  void takesTheDeviceNameAloneWhenBothAreTooLong() throws LoginException {
    String name = "d".repeat(62);

    assertEquals(name, SignedLogin.clientId("", new DeviceIdentity("pk", name)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a|b", "0123456789012345678901234567890123456789012345678901234567890123x"})
  void refusesAClientIdThatCannotWork(String clientId) {
    LoginException e =
        assertThrows(LoginException.class, () -> sign(clientId, OptionalLong.empty(), TCP));

    assertEquals(SessionFault.Cause.CONFIGURATION, e.cause());
    assertTrue(e.getMessage().startsWith("client.id must have at most 64 characters"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',device,product.key",
    "pk,'',device.name",
    "'p k',device,product.key",
    "pk,a|b,device.name"
  })
  void refusesAnIdentityThatCannotBe(String productKey, String deviceName, String property) {
    LoginException e =
        assertThrows(
            LoginException.class,
            () ->
                SignedLogin.of(
                    new DeviceIdentity(productKey, deviceName),
                    SECRET,
                    SignMethod.HMACMD5,
                    "",
                    OptionalLong.empty(),
                    TCP));

    assertEquals(SessionFault.Cause.CONFIGURATION, e.cause());
    assertTrue(e.getMessage().startsWith(property), e.getMessage());
  }

  @Test
  void showsNoSecret() throws LoginException {
    String shown = sign("c", OptionalLong.empty(), TCP).toString();

    assertFalse(shown.contains("secret\""));
    assertFalse(shown.contains(sign("c", OptionalLong.empty(), TCP).login().password().reveal()));
  }

  @Test
  void knowsThePlatformsOwnEndpoints() {
    Endpoint endpoint = Endpoint.of("a1", "cn-shanghai", "", Transport.TLS);

    assertEquals("ssl://a1.iot-as-mqtt.cn-shanghai.aliyuncs.com:1883", endpoint.uri().toString());
    assertEquals(443, Endpoint.of("a1", "cn-shanghai", "", Transport.WSS).port());
    assertEquals(
        "https://iot-auth.cn-shanghai.aliyuncs.com",
        Endpoint.authUrl("cn-shanghai", "").toString());
    assertEquals(
        "ssl://iot-06z00abcd.mqtt.iothub.aliyuncs.com:1883",
        Endpoint.of("a1", "cn-shanghai", "iot-06z00abcd", Transport.TLS).uri().toString());
    assertEquals(
        "https://iot-06z00abcd.auth.iothub.aliyuncs.com",
        Endpoint.authUrl("cn-shanghai", "iot-06z00abcd").toString());
    assertEquals("ssl://[::1]:1883", new Endpoint("::1", 1883, Transport.TLS).uri().toString());
  }

  @Test
  void canAskThePlatformToSubscribeWithoutAnotherSignature() {
    LineLogin.Signed who =
        new LineLogin.Signed(
            DEVICE, "c", OptionalLong.empty(), new SecretSigner(SignMethod.HMACSHA256, SECRET));
    MqttLogin plain = SignedLogin.of(who, TCP, false).login();
    MqttLogin asking = SignedLogin.of(who, TCP, true).login();
    assertFalse(plain.clientId().contains("_ss="), plain.clientId());
    assertTrue(asking.clientId().endsWith(",ext=1,_ss=1|"), asking.clientId());
    assertEquals(plain.password(), asking.password());
  }
}
