/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.asset;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration form of a connection's assets. {@link AssetsSettings} reads its values. */
@ObjectClassDefinition(
    id = AssetsConfig.PID,
    name = "Assets as sub-devices / 资产作为子设备",
    description =
        "Kura assets that are sub-devices of this gateway on the platform. /"
            + " 作为本网关子设备接入平台的 Kura 资产。")
@interface AssetsConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.kura.assets";

  @AttributeDefinition(
      required = false,
      name = "Assets / 资产",
      description =
          "Names (kura.service.pid) of assets, one per line, a star for any text;"
              + " empty for only the assets listed below. /"
              + " 资产名称（kura.service.pid），每行一个，星号代表任意文字；留空则仅限下面列出的资产。|TextArea")
  String assets() default "";

  /** The product of assets. */
  @AttributeDefinition(
      required = false,
      name = "ProductKey / 产品 ProductKey",
      description =
          "Product of assets without a product below; an asset without a device below uses its own"
              + " name as device name. / 下面未指定产品的资产所属产品；未指定设备的资产以自身名称作为设备名称。")
  String product_key() default "";

  /** The sub-devices of assets. */
  @AttributeDefinition(
      required = false,
      name = "Assets and devices / 资产与设备",
      description =
          "One asset=device name or asset=ProductKey/device name per line. /"
              + " 每行一个 资产名=设备名称 或 资产名=ProductKey/设备名称。|TextArea")
  String devices() default "";

  /** The mapping of channels to properties. */
  @AttributeDefinition(
      required = false,
      name = "Channels and properties / 通道与属性",
      description =
          "One channel=identifier per line for all assets, or asset/channel=identifier for one."
              + " / 每行一个 通道名=属性标识符（适用于所有资产）或 资产名/通道名=属性标识符（适用于一个资产）。|TextArea")
  String mapping() default "";

  /** Whether channels that are not listed are ignored. */
  @AttributeDefinition(
      name = "Only these channels / 仅限以上通道",
      description = "Channels that are not listed are neither posted nor set. / 未列出的通道既不上报也不可设置。")
  boolean mapping_only() default false;

  /** The time without a valid value after which an asset is logged out. */
  @AttributeDefinition(
      name = "Silence in seconds / 静默时限（秒）",
      min = "0",
      max = "604800",
      description =
          "0 to 604800; an asset without a valid value for this time is logged out until its"
              + " next valid value; 0 for never. / 0 到 604800；超过该时间没有有效值的资产将下线，"
              + "直到再次给出有效值，0 表示从不。")
  int silence_seconds() default 600;

  /** The interval at which assets are read without wires. */
  @AttributeDefinition(
      name = "Read every seconds / 读取周期（秒）",
      min = "0",
      max = "86400",
      description =
          "0 to 86400; interval for reading and posting assets without wires; 0 to post only values"
              + " from wires. / 0 到 86400；不经 Wires 直接读取并上报资产的周期，0 表示仅上报来自 Wires 的值。")
  int read_seconds() default 0;

  /** Whether values that drivers report are posted. */
  @AttributeDefinition(
      name = "Listen / 监听",
      description =
          "Post values that drivers report by themselves at once, without wires. /"
              + " 不经 Wires，立即上报驱动主动通知的值。")
  boolean listen() default false;

  /** The time for a call of a driver. */
  @AttributeDefinition(
      name = "Time for drivers in seconds / 驱动时限（秒）",
      min = "1",
      max = "600",
      description =
          "1 to 600; longest time for a driver to read or write. / 1 到 600；驱动完成一次读写的最长时间。")
  int driver_timeout_seconds() default 10;

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack. /"
              + " 连接的名称（kura.service.pid）；留空则使用本组的连接。")
  String connection() default "";
}
