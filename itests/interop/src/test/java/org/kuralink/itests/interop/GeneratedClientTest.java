/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kuralink.itests.interop.client.AddSubDevicesRequest;
import org.kuralink.itests.interop.client.ApiClient;
import org.kuralink.itests.interop.client.ApiException;
import org.kuralink.itests.interop.client.AuthenticateForUplinkRequest;
import org.kuralink.itests.interop.client.CallRrpcRequest;
import org.kuralink.itests.interop.client.CallServiceRequest;
import org.kuralink.itests.interop.client.ChangeConfigurationRequest;
import org.kuralink.itests.interop.client.ChangeLogModeRequest;
import org.kuralink.itests.interop.client.ChangeProductRequest;
import org.kuralink.itests.interop.client.ChangeRawAnswerRequest;
import org.kuralink.itests.interop.client.ChangeShadowRequest;
import org.kuralink.itests.interop.client.ChangeShadowRequestState;
import org.kuralink.itests.interop.client.CommandResult;
import org.kuralink.itests.interop.client.CommandsApi;
import org.kuralink.itests.interop.client.ConfigurationApi;
import org.kuralink.itests.interop.client.ConfigurationVersion;
import org.kuralink.itests.interop.client.CreateFileLinkRequest;
import org.kuralink.itests.interop.client.CreateFirmwareRequest;
import org.kuralink.itests.interop.client.DesiredValue;
import org.kuralink.itests.interop.client.Device;
import org.kuralink.itests.interop.client.DeviceDetail;
import org.kuralink.itests.interop.client.DeviceName;
import org.kuralink.itests.interop.client.DeviceSideAnswer;
import org.kuralink.itests.interop.client.DeviceSideApi;
import org.kuralink.itests.interop.client.DeviceWithSecret;
import org.kuralink.itests.interop.client.DevicesApi;
import org.kuralink.itests.interop.client.Faults;
import org.kuralink.itests.interop.client.FaultsApi;
import org.kuralink.itests.interop.client.FileFaults;
import org.kuralink.itests.interop.client.FilesApi;
import org.kuralink.itests.interop.client.Firmware;
import org.kuralink.itests.interop.client.FirmwareApi;
import org.kuralink.itests.interop.client.FirmwareJob;
import org.kuralink.itests.interop.client.FirmwareOrder;
import org.kuralink.itests.interop.client.ForceOffSubDeviceRequest;
import org.kuralink.itests.interop.client.GatewaysApi;
import org.kuralink.itests.interop.client.GetPropertiesRequest;
import org.kuralink.itests.interop.client.LiveApi;
import org.kuralink.itests.interop.client.NewProduct;
import org.kuralink.itests.interop.client.PermitSubDevicesRequest;
import org.kuralink.itests.interop.client.PlatformApi;
import org.kuralink.itests.interop.client.Product;
import org.kuralink.itests.interop.client.ProductConfiguration;
import org.kuralink.itests.interop.client.ProductWithSecret;
import org.kuralink.itests.interop.client.ProductsApi;
import org.kuralink.itests.interop.client.PublishMessageRequest;
import org.kuralink.itests.interop.client.RegisterDeviceRequest;
import org.kuralink.itests.interop.client.ReplaceDeviceSecretRequest;
import org.kuralink.itests.interop.client.SendRawMessageRequest;
import org.kuralink.itests.interop.client.SetDesiredRequest;
import org.kuralink.itests.interop.client.SetPropertiesRequest;
import org.kuralink.itests.interop.client.Shadow;
import org.kuralink.itests.interop.client.StoredFile;
import org.kuralink.itests.interop.client.TellSubDeviceChangeRequest;
import org.kuralink.itests.interop.client.Tsl;
import org.kuralink.simulator.Simulator;
import org.kuralink.simulator.SimulatorOptions;

/**
 * Tests that a client generated from the simulator's openapi.yaml calls every operation with
 * success. The client rejects members of an answer that the description does not declare.
 */
class GeneratedClientTest {
  private static final String PRODUCT = "a1Generated";
  private static final String GATEWAY = "gateway";
  private static final String SUB = "sub";
  private static final byte[] CONTENT = "firmware".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  private final DescribedOperations operations = new DescribedOperations();
  private final ApiClient client = new ApiClient();
  private final DevicesApi devices = new DevicesApi(client);
  private final CommandsApi commands = new CommandsApi(client);
  private final FaultsApi faults = new FaultsApi(client);
  private final FilesApi files = new FilesApi(client);
  private final FirmwareApi firmware = new FirmwareApi(client);
  private final GatewaysApi gateways = new GatewaysApi(client);
  private final LiveApi live = new LiveApi(client);
  private final ProductsApi products = new ProductsApi(client);
  private final ConfigurationApi configuration = new ConfigurationApi(client);
  private final DeviceSideApi deviceSide = new DeviceSideApi(client);
  private Simulator simulator;

  @BeforeEach
  void startSimulator() throws Exception {
    simulator = Simulator.start(SimulatorOptions.forTests());
    client.setBasePath("http://127.0.0.1:" + simulator.ports().http());
    client.setReadTimeout(60_000);
    client.setHttpClient(
        client.getHttpClient().newBuilder().addNetworkInterceptor(operations).build());
  }

  @AfterEach
  void stopSimulator() throws Exception {
    simulator.close();
  }

  @Test
  void everyOperationIsCalledWithSuccess() throws Exception {
    describeProduct();
    try (AnsweringDevice gateway = registerAndConnect()) {
      command();
      remember();
      putBehind(gateway);
      misbehave();
      updateFirmware(keepFile());
      configure();
      watch();
    }
    deviceSide();
    publishOverHttps();
    takeBack();
    assertEquals(Set.of(), operations.notCalled(), "not called with success");
  }

  private void describeProduct() throws ApiException {
    PlatformApi platform = new PlatformApi(client);
    assertEquals(simulator.ports().http(), platform.getPlatform().getPorts().getHttp());
    assertTrue(platform.getCertificateAuthority().startsWith("-----BEGIN CERTIFICATE"));
    ProductWithSecret made =
        products.createProduct(
            new NewProduct().name("Generated").productKey(PRODUCT).dynamicRegistration(true));
    assertEquals(made.getProductSecret(), products.getProductSecret(PRODUCT).getProductSecret());
    assertEquals("Generated", products.getProduct(PRODUCT).getName());
    Product changed = products.changeProduct(PRODUCT, new ChangeProductRequest().name("Renamed"));
    assertEquals("Renamed", changed.getName());
    Map<String, Object> level =
        Map.of(
            "identifier", "level",
            "name", "Level",
            "accessMode", "rw",
            "dataType", Map.of("type", "int", "specs", Map.of("min", "0", "max", "100")));
    products.replaceThingModel(PRODUCT, new Tsl().properties(List.of(level)));
    assertEquals(1, products.getThingModel(PRODUCT).getProperties().size());
    assertEquals(PRODUCT, products.listProducts().getItems().get(0).getProductKey());
  }

  private AnsweringDevice registerAndConnect() throws Exception {
    for (String name : List.of(SUB, "other")) {
      devices.registerDevice(PRODUCT, new RegisterDeviceRequest().deviceName(name));
    }
    DeviceWithSecret made =
        devices.registerDevice(PRODUCT, new RegisterDeviceRequest().deviceName(GATEWAY));
    String secret = devices.getDeviceSecret(PRODUCT, GATEWAY).getDeviceSecret();
    assertEquals(made.getDeviceSecret(), secret);
    AnsweringDevice device =
        new AnsweringDevice(new Identity(PRODUCT, GATEWAY, secret), simulator.ports().tcp());
    assertEquals(3, devices.listDevices(PRODUCT).getItems().size());
    DeviceDetail detail = devices.getDevice(PRODUCT, GATEWAY);
    assertEquals(Device.StatusEnum.ONLINE.getValue(), detail.getStatus().getValue());
    assertEquals(GATEWAY, detail.getSession().getDeviceName());
    return device;
  }

  private void command() throws ApiException {
    Map<String, Object> params = Map.of("level", 5);
    List<CommandResult> results =
        List.of(
            commands.setProperties(PRODUCT, GATEWAY, new SetPropertiesRequest().params(params)),
            commands.getProperties(
                PRODUCT, GATEWAY, new GetPropertiesRequest().params(List.of("level"))),
            commands.callRrpc(
                PRODUCT, GATEWAY, new CallRrpcRequest().method("thing.service.property.get")),
            commands.callService(
                PRODUCT, GATEWAY, "restart", new CallServiceRequest().check(false)),
            commands.sendRawMessage(
                PRODUCT, GATEWAY, new SendRawMessageRequest().payloadHex("01 02")));
    for (CommandResult result : results) {
      assertEquals(CommandResult.StatusEnum.REPLIED, result.getStatus(), result.toString());
    }
    assertEquals(200, results.get(0).getCode());
    commands.publishMessage(
        PRODUCT,
        GATEWAY,
        new PublishMessageRequest().topic("/" + PRODUCT + "/" + GATEWAY + "/user/get"));
    commands.changeLogMode(
        PRODUCT, GATEWAY, new ChangeLogModeRequest().mode(ChangeLogModeRequest.ModeEnum.NUMBER_1));
    assertEquals(0, commands.getAnswerCounts(PRODUCT, GATEWAY).getLate());
  }

  private void remember() throws ApiException {
    Map<String, DesiredValue> desired =
        devices.setDesired(PRODUCT, GATEWAY, new SetDesiredRequest().params(Map.of("level", 7)));
    assertEquals(1L, desired.get("level").getVersion());
    assertEquals(desired.keySet(), devices.getDesired(PRODUCT, GATEWAY).keySet());
    devices.deleteDesired(PRODUCT, GATEWAY, "level");
    ChangeShadowRequestState state = new ChangeShadowRequestState().desired(Map.of("level", 3));
    Shadow shadow = devices.changeShadow(PRODUCT, GATEWAY, new ChangeShadowRequest().state(state));
    assertEquals(1L, shadow.getVersion());
    assertEquals(1L, devices.getShadow(PRODUCT, GATEWAY).getVersion());
    commands.pushShadow(PRODUCT, GATEWAY);
    devices.forgetShadow(PRODUCT, GATEWAY);
    devices.changeRawAnswer(PRODUCT, GATEWAY, new ChangeRawAnswerRequest().payloadHex("00"));
    assertEquals("00", devices.listRawMessages(PRODUCT, GATEWAY).getAnswer().getHex());
    assertEquals(List.of(), devices.listCustomMessages(PRODUCT, GATEWAY).getItems());
    assertEquals(List.of(), devices.listEvents(PRODUCT, GATEWAY).getItems());
    assertEquals(List.of(), devices.listTags(PRODUCT, GATEWAY).getItems());
    assertEquals(1, devices.listLogs(PRODUCT, GATEWAY).getMode().getValue());
  }

  private void putBehind(AnsweringDevice gateway) throws Exception {
    String secret = devices.getDeviceSecret(PRODUCT, SUB).getDeviceSecret();
    Identity sub = new Identity(PRODUCT, SUB, secret);
    List<DeviceName> named = List.of(new DeviceName().productKey(PRODUCT).deviceName(SUB));
    gateways.addSubDevices(PRODUCT, GATEWAY, new AddSubDevicesRequest().devices(named));
    gateway.logIn(sub);
    assertEquals(SUB, gateways.listSubDevices(PRODUCT, GATEWAY).getItems().get(0).getDeviceName());
    assertEquals(1, gateways.listGateways().getItems().get(0).getOnline());
    assertEquals(GATEWAY, devices.getDevice(PRODUCT, SUB).getGateway().getDeviceName());
    gateways.forceOffSubDevice(PRODUCT, SUB, new ForceOffSubDeviceRequest());
    gateway.logIn(sub);
    gateways.loseSubDeviceSession(PRODUCT, SUB);
    TellSubDeviceChangeRequest change =
        new TellSubDeviceChangeRequest()
            .change(TellSubDeviceChangeRequest.ChangeEnum.ENABLED)
            .devices(named);
    for (CommandResult result :
        List.of(
            gateways.askForSubDevices(PRODUCT, GATEWAY, new AddSubDevicesRequest().devices(named)),
            gateways.tellSubDeviceChange(PRODUCT, GATEWAY, change),
            gateways.pushModelConfig(PRODUCT, GATEWAY, FieldConfiguration.ofNothing()),
            gateways.permitSubDevices(
                PRODUCT, GATEWAY, new PermitSubDevicesRequest().productKey(PRODUCT)))) {
      assertEquals(CommandResult.StatusEnum.REPLIED, result.getStatus(), result.toString());
    }
    assertEquals("sha256", gateways.getModelConfig(PRODUCT, GATEWAY).getDigestMethod().getValue());
    assertEquals(List.of(), gateways.listFoundDevices(PRODUCT, GATEWAY).getItems());
    gateways.removeSubDevice(PRODUCT, SUB, false);
  }

  private void misbehave() throws ApiException {
    Faults late = new Faults().delayRepliesMs(1);
    assertEquals(1, faults.replaceFaults(late).getDelayRepliesMs());
    assertEquals(1, faults.getFaults().getDelayRepliesMs());
    assertEquals(1, faults.replaceDeviceFaults(PRODUCT, SUB, late).getDelayRepliesMs());
    assertEquals(1, faults.getDeviceFaults(PRODUCT, SUB).getDelayRepliesMs());
    assertEquals(1, devices.getDevice(PRODUCT, SUB).getFaults().getDelayRepliesMs());
    faults.clearDeviceFaults(PRODUCT, SUB);
    faults.clearFaults();
    faults.kickDevice(PRODUCT, SUB);
  }

  private StoredFile keepFile() throws Exception {
    File upload = Files.write(directory.resolve("firmware.bin"), CONTENT).toFile();
    StoredFile file = files.uploadFile("firmware.bin", upload);
    assertEquals(CONTENT.length, file.getSize());
    CreateFileLinkRequest plain =
        new CreateFileLinkRequest().scheme(CreateFileLinkRequest.SchemeEnum.HTTP);
    HttpUrl url = HttpUrl.get(files.createFileLink(file.getFileId(), plain).getUrl());
    File loaded =
        deviceSide.downloadFile(
            file.getFileId(),
            "firmware.bin",
            url.queryParameter("Expires"),
            url.queryParameter("Signature"),
            null,
            null,
            null);
    assertArrayEquals(CONTENT, Files.readAllBytes(loaded.toPath()));
    FileFaults slow = new FileFaults().bytesPerSecond(100);
    assertEquals(100, files.replaceFileFaults(file.getFileId(), slow).getBytesPerSecond());
    assertEquals(100, files.getFileFaults(file.getFileId()).getBytesPerSecond());
    files.clearFileFaults(file.getFileId());
    assertEquals(1, files.getFile(file.getFileId()).getRequests().size());
    assertEquals(file, files.listFiles().getItems().get(0));
    files.deleteFile(files.uploadFile("another.bin", upload).getFileId());
    return file;
  }

  private void updateFirmware(StoredFile file) throws ApiException {
    Firmware made =
        firmware.createFirmware(
            PRODUCT,
            new CreateFirmwareRequest().version("2").fileId(file.getFileId()).verify(true));
    String id = made.getFirmwareId();
    assertEquals(made, firmware.getFirmware(PRODUCT, id));
    assertEquals(made, firmware.listFirmware(PRODUCT).getItems().get(0));
    FirmwareOrder order = new FirmwareOrder().devices(List.of("other"));
    FirmwareJob job = firmware.verifyFirmware(PRODUCT, id, order);
    assertEquals(job.getJobId(), firmware.getFirmwareJob(PRODUCT, job.getJobId()).getJobId());
    assertEquals(job.getJobId(), firmware.listFirmwareJobs(PRODUCT).getItems().get(0).getJobId());
    assertEquals(1, firmware.getDeviceFirmware(PRODUCT, "other").getTasks().size());
    firmware.cancelFirmwareJob(PRODUCT, job.getJobId());
    firmware.deleteFirmware(PRODUCT, id);
    CreateFirmwareRequest next = new CreateFirmwareRequest().version("3").fileId(file.getFileId());
    Firmware pushed = firmware.createFirmware(PRODUCT, next);
    assertEquals(
        FirmwareJob.KindEnum.PUSH,
        firmware.pushFirmware(PRODUCT, pushed.getFirmwareId(), order).getKind());
  }

  private void configure() throws ApiException {
    ProductConfiguration now =
        configuration.changeConfiguration(
            PRODUCT, new ChangeConfigurationRequest().enabled(true).hourly(false));
    assertTrue(now.getEnabled());
    ConfigurationVersion saved = configuration.saveConfiguration(PRODUCT, Map.of("rate", "5"));
    assertEquals(
        Map.of("rate", "5"), configuration.getConfigurationContent(PRODUCT, saved.getConfigId()));
    configuration.restoreConfiguration(PRODUCT, saved.getConfigId());
    configuration.pushConfiguration(PRODUCT, null);
    assertNotNull(configuration.getConfiguration(PRODUCT).getCurrent().getPushedAt());
  }

  /** The generated method reads a stream to its end, which there is none: its request is used. */
  private void watch() throws Exception {
    assertEquals(GATEWAY, live.listSessions().getItems().get(0).getDeviceName());
    assertEquals(5, live.listMessages(PRODUCT, GATEWAY, 5).getItems().size());
    assertTrue(live.listSessionChanges().getItems().size() > 0);
    try (Response stream = live.streamEventsCall(null, null, null).execute()) {
      assertEquals("event: hello", stream.body().source().readUtf8Line());
    }
  }

  private void deviceSide() throws Exception {
    String secret = devices.getDeviceSecret(PRODUCT, SUB).getDeviceSecret();
    String content = "clientIdxdeviceName" + SUB + "productKey" + PRODUCT;
    DeviceSideAnswer token =
        deviceSide.authenticateDevice(
            PRODUCT,
            SUB,
            "x",
            WireClient.sign("HmacSHA256", secret, content),
            "hmacsha256",
            null,
            null,
            "mqtt");
    assertEquals(200, token.getCode(), token.toString());
    assertEquals(simulator.ports().tls(), token.getData().getResources().getMqtt().getPort());
    content = "deviceNameotherproductKey" + PRODUCT + "random1";
    String productSecret = products.getProductSecret(PRODUCT).getProductSecret();
    DeviceSideAnswer registered =
        deviceSide.registerDeviceDynamically(
            PRODUCT,
            "other",
            "1",
            WireClient.sign("HmacSHA256", productSecret, content),
            "hmacsha256",
            null);
    assertEquals(200, registered.getCode(), registered.toString());
    assertNotNull(registered.getData().getDeviceSecret());
  }

  private void publishOverHttps() throws Exception {
    String secret = devices.getDeviceSecret(PRODUCT, SUB).getDeviceSecret();
    String content = "clientIdxdeviceName" + SUB + "productKey" + PRODUCT;
    AuthenticateForUplinkRequest request =
        new AuthenticateForUplinkRequest()
            .productKey(PRODUCT)
            .deviceName(SUB)
            .clientId("x")
            .signmethod(AuthenticateForUplinkRequest.SignmethodEnum.HMACSHA1)
            .sign(WireClient.sign("HmacSHA1", secret, content));
    String token = deviceSide.authenticateForUplink(request).getInfo().getToken();
    File body = Files.write(directory.resolve("message"), CONTENT).toFile();
    String topic = PRODUCT + "/" + SUB + "/user/update";
    assertEquals(0, deviceSide.publishOverHttps(topic, token, body).getCode());
    faults.revokeTokens(PRODUCT, SUB);
  }

  private void takeBack() throws ApiException {
    faults.stopBroker();
    faults.startBroker();
    devices.replaceDeviceSecret(
        PRODUCT, SUB, new ReplaceDeviceSecretRequest().deviceSecret("another"));
    devices.disableDevice(PRODUCT, SUB, null);
    devices.enableDevice(PRODUCT, SUB);
    devices.deleteDevice(PRODUCT, SUB);
    products.deleteProduct(PRODUCT);
  }
}
