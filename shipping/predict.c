/* An export without Python: predict FOLDER INPUT OUTPUT NUMBER... runs it on one row of numbers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <tensorflow/c/c_api.h>

static int refuse(const char* why, const char* word) {
  fprintf(stderr, "%s%s\n", why, word);
  return 1;
}

static void check(TF_Status* status) {
  if (TF_GetCode(status) != TF_OK) exit(refuse(TF_Message(status), ""));
}

int main(int argc, char** argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: predict FOLDER INPUT OUTPUT NUMBER...\n");
    return 2;
  }
  const int64_t shape[] = {1, argc - 4};
  const char* const tags[] = {"serve"};
  TF_Status* status = TF_NewStatus();
  TF_Graph* graph = TF_NewGraph();
  TF_Session* session = TF_LoadSessionFromSavedModel(TF_NewSessionOptions(), NULL, argv[1], tags, 1,
                                                     graph, NULL, status);
  check(status);
  TF_Output input = {TF_GraphOperationByName(graph, argv[2]), 0};
  TF_Output output = {TF_GraphOperationByName(graph, argv[3]), 0};
  if (input.oper == NULL || output.oper == NULL)
    return refuse("the graph has no operation ", argv[input.oper == NULL ? 2 : 3]);
  TF_Tensor* row = TF_AllocateTensor(TF_FLOAT, shape, 2, (size_t)shape[1] * sizeof(float));
  for (int i = 0; i < shape[1]; i++) {
    char* rest = NULL;  // what strtof left unread
    ((float*)TF_TensorData(row))[i] = strtof(argv[4 + i], &rest);
    if (rest == argv[4 + i] || *rest != '\0') return refuse("this is no number: ", argv[4 + i]);
  }
  TF_Tensor* answer = NULL;
  TF_SessionRun(session, NULL, &input, &row, 1, &output, &answer, 1, NULL, 0, NULL, status);
  check(status);
  if (TF_TensorType(answer) != TF_FLOAT) return refuse("no 32-bit floats come from ", argv[3]);
  for (int64_t i = 0; i < TF_TensorElementCount(answer); i++)
    printf("%.5f ", ((const float*)TF_TensorData(answer))[i]);
  printf("\n");
  return 0;
}
