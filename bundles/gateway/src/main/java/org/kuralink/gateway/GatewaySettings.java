/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.kuralink.api.codec.VisibleText;
import org.kuralink.api.configuration.ConfigurationValues;
import org.kuralink.api.configuration.ConnectionTab;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.login.sign.SignMethod;

/**
 * The checked configuration of a gateway's sub-devices. Wrong elements of a list are left out.
 *
 * @param connection the {@code kura.service.pid} of the session
 * @param listed the devices of the list in the form
 * @param devices the devices of the list and of the file, each once
 * @param devicesFile the path of the file; empty for none
 * @param deviceSecrets the device secrets by product key, slash and device name
 * @param productSecrets the product secrets by product key
 * @param dynamicRegistration whether secrets are requested from the platform
 * @param onlineLimit the largest number of devices online; 0 for as many as the platform allows
 * @param requestsInFlight the largest number of requests that wait for a reply
 * @param problems the faults of the configuration, which were left out or replaced by a default
 */
record GatewaySettings(
    String connection,
    Map<DeviceIdentity, NewSubDevice> listed,
    Map<DeviceIdentity, NewSubDevice> devices,
    String devicesFile,
    Map<String, Secret> deviceSecrets,
    Map<String, Secret> productSecrets,
    boolean dynamicRegistration,
    SignMethod signMethod,
    boolean cleanSession,
    int onlineLimit,
    int registerBatch,
    int topologyBatch,
    int loginBatch,
    int loginsPerSecond,
    int loginsPerMinute,
    int requestsPerSecond,
    int requestsInFlight,
    Duration requestTimeout,
    Duration retryMin,
    Duration retryMax,
    boolean subscribeExplicitly,
    List<String> problems) {

  /** Reads a configuration without a file and without encrypted passwords. */
  static GatewaySettings of(Map<String, ?> properties) {
    return of(properties, UnaryOperator.identity(), Map.of()).with(ActiveSettings.NOTHING);
  }

  /**
   * Reads a form, without the devices of the file: see {@link #with}.
   *
   * @param decrypt decrypts a stored password
   * @param before the previous list of the form, which stays in force if the new one is not a list
   */
  static GatewaySettings of(
      Map<String, ?> properties,
      UnaryOperator<String> decrypt,
      Map<DeviceIdentity, NewSubDevice> before) {
    ConfigurationValues values = ConfigurationValues.of(properties, decrypt);
    Map<String, Secret> deviceSecrets = DeviceListReader.secrets(values, "device.secrets");
    Map<String, Secret> productSecrets = DeviceListReader.secrets(values, "product.secrets");
    Map<DeviceIdentity, NewSubDevice> listed =
        new DeviceListReader(values::problem)
            .read(DeviceListReader.LIST, values.text(DeviceListReader.LIST), false)
            .orElse(before);
    Duration min = seconds(values, "retry.min.seconds", 3600, 5);
    Duration max = seconds(values, "retry.max.seconds", 86_400, 600);
    return new GatewaySettings(
        ConnectionTab.sessionOf(properties),
        listed,
        listed,
        values.text(DeviceListReader.FILE),
        deviceSecrets,
        productSecrets,
        values.flag("dynamic.registration", true),
        values.option("sign.method", SignMethod.class, SignMethod.HMACSHA256),
        values.flag("clean.session", false),
        (int) values.number("online.limit", 0, 100_000, 0),
        (int) values.number("register.batch", 1, 30, 30),
        (int) values.number("topology.batch", 1, 30, 30),
        (int) values.number("login.batch", 1, 50, 50),
        (int) values.number("logins.per.second", 1, 1000, 200),
        (int) values.number("logins.per.minute", 1, 5, 5),
        (int) values.number("requests.per.second", 1, 1000, 25),
        (int) values.number("requests.in.flight", 1, 1000, 20),
        seconds(values, "request.timeout.seconds", 600, 10),
        min,
        max.compareTo(min) < 0 ? min : max,
        values.flag("subscribe.explicitly", false),
        values.problems());
  }

  /** Returns these settings with the devices of the file. */
  GatewaySettings with(ActiveSettings.Listed file) {
    List<String> all = new ArrayList<>(problems);
    all.addAll(file.problems());
    Map<DeviceIdentity, NewSubDevice> both = new LinkedHashMap<>(listed);
    file.devices()
        .forEach(
            (identity, device) -> {
              if (both.putIfAbsent(identity, device) != null) {
                all.add(
                    DeviceListReader.FILE + " names " + identity + ", which is in devices as well");
              }
            });
    both.replaceAll((identity, device) -> completed(device, deviceSecrets));
    Set<String> names = new HashSet<>();
    both.keySet().forEach(identity -> names.add(identity.toString()));
    deviceSecrets.keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(
            name ->
                all.add(
                    "device.secrets names " + VisibleText.of(name, 80) + ", which is in no list"));
    return holding(both, List.copyOf(all));
  }

  private GatewaySettings holding(Map<DeviceIdentity, NewSubDevice> all, List<String> wrong) {
    return new GatewaySettings(
        connection,
        listed,
        all,
        devicesFile,
        deviceSecrets,
        productSecrets,
        dynamicRegistration,
        signMethod,
        cleanSession,
        onlineLimit,
        registerBatch,
        topologyBatch,
        loginBatch,
        loginsPerSecond,
        loginsPerMinute,
        requestsPerSecond,
        requestsInFlight,
        requestTimeout,
        retryMin,
        retryMax,
        subscribeExplicitly,
        wrong);
  }

  private static Duration seconds(ConfigurationValues values, String name, int most, int fallback) {
    return Duration.ofSeconds(values.number(name, 1, most, fallback));
  }

  private static NewSubDevice completed(NewSubDevice device, Map<String, Secret> secrets) {
    Optional<Secret> secret =
        device
            .deviceSecret()
            .or(() -> Optional.ofNullable(secrets.get(device.device().toString())));
    return new NewSubDevice(device.device(), secret, device.productSecret());
  }
}
