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

/** The form of a thing. What it means is read by {@link ThingSettings}. */
@ObjectClassDefinition(
    id = ThingConfig.PID,
    name = "Thing model / 物模型",
    description =
        "Thing model: properties, events and services of this gateway by its TSL. /"
            + " 物模型：按 TSL 处理本网关的属性、事件和服务。")
@interface ThingConfig {

  /** Name of the component, of its configuration and of its form. */
  String PID = "org.kuralink.thing";

  @AttributeDefinition(
      required = false,
      name = "Connection / 连接",
      description =
          "Name (kura.service.pid) of the connection; empty for that of this stack, or"
              + " for the only one. / 连接的名称（kura.service.pid）；留空则使用本组或唯一的连接。")
  String connection() default "";

  /** Where the thing model comes from. */
  @AttributeDefinition(
      name = "Source of the thing model / 物模型来源",
      description =
          "The platform (kept on disk for the next start), a file, or none, so that"
              + " nothing is checked. / 从平台获取（保存在磁盘上供下次启动使用）、读取文件，或不使用物模型（不校验）。",
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
          "Absolute path of a TSL document, needed if the source is a file; several, one for each"
              + " module, with commas between them. /"
              + " TSL 文档的绝对路径；来源为文件时必填。多个模块时每个模块一个文件，以逗号分隔。")
  String model_file() default "";

  /** What becomes of values that the model does not allow. */
  @AttributeDefinition(
      name = "Validation / 校验",
      description =
          "What becomes of values, posted or set, that the thing model does not allow. /"
              + " 上报或下发的值不符合物模型时的处理方式。",
      options = {
        @Option(value = "reject", label = "Reject / 拒绝"),
        @Option(value = "warn", label = "Take and warn / 接受并警告"),
        @Option(value = "off", label = "Do not check / 不校验")
      })
  String validation() default "reject";

  /** How long handlers may take. */
  @AttributeDefinition(
      name = "Time for handlers in seconds / 处理程序时限（秒）",
      min = "1",
      max = "19",
      description =
          "1 to 19; how long setting properties and a service may take, of which a"
              + " synchronous service has 5 at most. / 1 到 19；设置属性和执行服务的最长时间，超过后向平台返回失败；"
              + "同步服务最多 5 秒。")
  int service_timeout_seconds() default 15;

  /** In which form the product speaks. */
  @AttributeDefinition(
      name = "Data format / 数据格式",
      description =
          "As set for the product on the platform; raw data needs an application with a"
              + " codec or a handler for bytes. / 与平台上产品的数据格式一致；透传需要应用提供编解码器或字节处理程序。",
      options = {
        @Option(value = "alink", label = "Alink JSON"),
        @Option(value = "raw", label = "Raw (do not parse) / 透传（自定义）")
      })
  String data_format() default "alink";

  /** How often the platform's time is measured. */
  @AttributeDefinition(
      name = "Measure time every hours / 对时间隔（小时）",
      min = "0",
      max = "168",
      description =
          "0 to 168; how often the distance to the clock of the platform is measured"
              + " beside each log-in, 0 for never. / 0 到 168；除每次登录外，测量与平台时钟偏差的间隔，0 表示不测量；"
              + "从不修改系统时钟。")
  int time_interval_hours() default 24;
}
