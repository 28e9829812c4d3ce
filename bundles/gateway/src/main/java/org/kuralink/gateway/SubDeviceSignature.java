/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.login.sign.SignMethod;
import org.kuralink.login.sign.Signature;

/**
 * The signed parameters that a gateway sends for a sub-device: in the topology (developer guide
 * 9.3), in log-ins (9.4), and in a registration with the product secret. The key is the secret of
 * the sub-device or of its product. All parameters are signed except the signature, the name of its
 * method and {@code cleanSession}; the example of the guide signs the latter, the SDKs of the
 * platform do not.
 */
final class SubDeviceSignature {

  private final SignMethod method;

  /** Creates signatures with a sign method. */
  SubDeviceSignature(SignMethod method) {
    this.method = method;
  }

  /** Returns an element of {@code thing.topo.add}; its sign method is named {@code signmethod}. */
  Map<String, Object> topology(DeviceIdentity device, Secret deviceSecret, long timestamp) {
    Map<String, Object> element = signed(device, deviceSecret, timestamp);
    element.put("signmethod", method.wireName());
    return element;
  }

  /** Returns the params of {@code combine/login}. */
  Map<String, Object> login(
      DeviceIdentity device, Secret deviceSecret, long timestamp, boolean cleanSession) {
    Map<String, Object> element = element(device, deviceSecret, timestamp, cleanSession);
    element.put("signMethod", method.wireName());
    return element;
  }

  /** Returns an element of {@code combine/batch_login}. */
  Map<String, Object> element(
      DeviceIdentity device, Secret deviceSecret, long timestamp, boolean cleanSession) {
    Map<String, Object> element = signed(device, deviceSecret, timestamp);
    element.put("cleanSession", Boolean.toString(cleanSession));
    return element;
  }

  /** Returns the params of {@code combine/batch_login}, with one sign method for the list. */
  Map<String, Object> batch(List<Map<String, Object>> elements) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("signMethod", method.wireName());
    params.put("deviceList", elements);
    return params;
  }

  /** Returns an element of {@code thing.proxy.provisioning.product_register}. */
  Map<String, Object> registration(DeviceIdentity device, Secret productSecret, String random) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("productKey", device.productKey());
    parameters.put("deviceName", device.deviceName());
    parameters.put("random", random);
    Map<String, Object> element = new LinkedHashMap<>(parameters);
    element.put("signMethod", method.wireName());
    element.put("sign", Signature.of(method, productSecret, parameters).hex());
    return element;
  }

  /** Signs with a client id without the extension of a CONNECT, which would be signed as well. */
  private Map<String, Object> signed(DeviceIdentity device, Secret deviceSecret, long timestamp) {
    Map<String, String> parameters =
        Signature.parameters(device, Signature.clientId(device), OptionalLong.of(timestamp));
    Map<String, Object> element = new LinkedHashMap<>(parameters);
    element.put("sign", Signature.of(method, deviceSecret, parameters).hex());
    return element;
  }
}
