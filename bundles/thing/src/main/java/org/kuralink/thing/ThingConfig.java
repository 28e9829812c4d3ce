/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration form of a thing. {@link ThingSettings} reads its values. */
@ObjectClassDefinition(
    id = ThingConfig.PID,
    name = "Thing model / 物模型",
    description =
        "Thing model: checks and sends the properties, events and services of this gateway. /"
            + " 物模型：按 TSL 校验并处理本网关的属性、事件和服务。")
@interface ThingConfig {

  /** The name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.thing";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for the connection of this stack, or"
              + " the only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  /** The source of the thing model. */
  @AttributeDefinition(
      name = "Source of the thing model / 物模型来源",
      description =
          "The platform (the model is stored on disk for the next start), a file, or none:"
              + " then nothing is checked. /"
              + " 从平台获取（保存在磁盘上供下次启动使用）、读取文件，或不使用物模型（不校验）。",
      options = {
        @Option(value = "cloud", label = "Platform / 平台"),
        @Option(value = "file", label = "File / 文件"),
        @Option(value = "none", label = "None / 无")
      })
  String model_source() default "cloud";

  @AttributeDefinition(
      required = false,
      name = "File of the thing model / 物模型文件",
      description =
          "Absolute path of the TSL file, required if the source is a file; for several modules one"
              + " file each, separated by commas. /"
              + " TSL 文档的绝对路径；来源为文件时必填。多个模块时每个模块一个文件，以逗号分隔。")
  String model_file() default "";

  /** The treatment of values that the model does not allow. */
  @AttributeDefinition(
      name = "Validation / 校验",
      description =
          "Treatment of posted and set values that the thing model does not allow. /"
              + " 上报或下发的值不符合物模型时的处理方式。",
      options = {
        @Option(value = "reject", label = "Reject / 拒绝"),
        @Option(value = "warn", label = "Accept and warn / 接受并警告"),
        @Option(value = "off", label = "Do not check / 不校验")
      })
  String validation() default "reject";

  /** The time for handlers. */
  @AttributeDefinition(
      name = "Time for handlers in seconds / 处理程序时限（秒）",
      min = "1",
      max = "19",
      description =
          "1 to 19; longest time for setting properties or calling a service, after which the"
              + " platform gets an error; at most 3.9 for a synchronous service. /"
              + " 1 到 19；设置属性和执行服务的最长时间，超过后向平台返回失败；同步服务最多 3.9 秒。")
  int service_timeout_seconds() default 15;

  /** The data format of the product. */
  @AttributeDefinition(
      name = "Data format / 数据格式",
      description =
          "Data format of the product on the platform; raw data needs an application with a codec"
              + " or a handler for raw data. /"
              + " 与平台上产品的数据格式一致；透传需要应用提供编解码器或字节处理程序。",
      options = {
        @Option(value = "alink", label = "Alink JSON"),
        @Option(value = "raw", label = "Raw (do not parse) / 透传（自定义）")
      })
  String data_format() default "alink";

  /** The interval at which the platform's time is measured. */
  @AttributeDefinition(
      name = "Measure time every hours / 对时间隔（小时）",
      min = "0",
      max = "168",
      description =
          "0 to 168; interval at which the offset of the platform clock is measured in addition to"
              + " each log-in, 0 for never; the system clock is not changed. /"
              + " 0 到 168；除每次登录外，测量与平台时钟偏差的间隔，0 表示不测量；从不修改系统时钟。")
  int time_interval_hours() default 24;
}
